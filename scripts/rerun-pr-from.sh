#!/usr/bin/env bash
# Continues a failed run: creates a PipelineRun of the Pipeline that was derived from that of the
# run, with what the first half of the run found out, its params, its volume, and its backend.
# usage: rerun-pr-from.sh [-n NAMESPACE] [--pipeline NAME] [--backend NAME] [--dry-run] RUN
#
#   -n, --namespace NAMESPACE   of the run; else that of the current context
#   --pipeline NAME             the derived Pipeline, where several continue that of the run
#   --backend NAME              another backend than the run had
#   --dry-run                   print the PipelineRun, and create nothing
#
# Needs kubectl, jq, and a run that the cluster still has.
set -euo pipefail

fail() {
  printf 'rerun-pr-from: %s\n' "$*" >&2
  exit 1
}

run='' pipeline='' backend='' dry_run='' namespace=()
while (( $# )); do
  case "$1" in
    -h | --help) sed -n '2,/^set/ { /^#/ s/^# \{0,1\}//p }' "${BASH_SOURCE[0]}"; exit ;;
    -n | --namespace) (( $# > 1 )) || fail "$1 needs a namespace"; namespace=(-n "$2"); shift ;;
    --pipeline) (( $# > 1 )) || fail "$1 needs a name"; pipeline="$2"; shift ;;
    --backend) (( $# > 1 )) || fail "$1 needs a name"; backend="$2"; shift ;;
    --dry-run) dry_run=yes ;;
    -*) fail "knows no $1. See --help" ;;
    *) [[ -z "$run" ]] || fail "takes one run; got $run and $1"; run="$1" ;;
  esac
  shift
done
[[ -n "$run" ]] || fail "needs the name of a run. See --help"
for name in "$run" ${pipeline:+"$pipeline"}; do
  [[ "$name" =~ ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ ]] || fail "not a name in a cluster: $name"
done
for program in kubectl jq; do
  command -v "$program" >/dev/null || fail "needs $program"
done

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
ask() { # FILE WORD...
  kubectl "${namespace[@]}" get "${@:2}" -o json >"$folder/$1" || fail "cannot get ${*:2}"
}
ask run.json pipelinerun.tekton.dev "$run"
ask children.json taskrun.tekton.dev -l "tekton.dev/pipelineRun=$run"
# A task may run something else than a Task.
for kind in $(jq -r '[.status.childReferences[]?.kind] | unique[]' "$folder/run.json"); do
  case "$kind" in
    CustomRun) ask others.json customrun.tekton.dev -l "tekton.dev/pipelineRun=$run" ;;
    PipelineRun) ask others.json pipelinerun.tekton.dev -l "tekton.dev/pipelineRun=$run" ;;
    *) continue ;;
  esac
  jq '{items: (.items + input.items)}' "$folder/children.json" "$folder/others.json" >"$folder/all.json"
  mv "$folder/all.json" "$folder/children.json"
done

if [[ -z "$pipeline" ]]; then
  # Tekton puts the label on each run, and a Pipeline's annotations on its runs: what ran the second
  # half only is continued by the same.
  of="$(jq -r '.metadata.labels["tekton.dev/pipeline"] // .spec.pipelineRef.name // .metadata.name' "$folder/run.json")"
  pipeline="$(jq -r 'select(.metadata.annotations["tekton-intercepts.dev/continuation"])
    | .spec.pipelineRef.name // .metadata.labels["tekton.dev/pipeline"] // empty' "$folder/run.json")"
fi
if [[ -z "$pipeline" ]]; then
  ask derived.json pipeline.tekton.dev -l "tekton-intercepts.dev/continuation-of=$of"
  mapfile -t found < <(jq -r '.items[].metadata.name' "$folder/derived.json")
  (( ${#found[@]} )) || fail "no Pipeline continues $of: ask for one in spec.continuations, or name it by --pipeline"
  (( ${#found[@]} == 1 )) || fail "several Pipelines continue $of: name one by --pipeline: ${found[*]}"
  jq '.items[0]' "$folder/derived.json" >"$folder/pipeline.json"
else
  ask pipeline.json pipeline.tekton.dev "$pipeline"
fi

# Everything that is wrong at once: each line that comes out as "refused" is one reason.
jq -n --arg backend "$backend" --slurpfile run "$folder/run.json" \
  --slurpfile children "$folder/children.json" --slurpfile pipeline "$folder/pipeline.json" '
  $run[0] as $run | $children[0].items as $children | $pipeline[0] as $pipeline
  | ($run.status.pipelineSpec // {}) as $spec
  | (($spec.tasks // []) + ($spec.finally // [])) as $tasks
  | ($pipeline.metadata.annotations["tekton-intercepts.dev/continuation"] // "null"
      | fromjson? // null) as $record
  # By a resolver it has no name there.
  | ($run.spec.pipelineRef.name // $run.metadata.labels["tekton.dev/pipeline"]
      | . == $pipeline.metadata.name) as $is_same

  | def children($task):
      [$children[] | select(.metadata.labels["tekton.dev/pipelineTask"] == $task)];
    def state: [.status.conditions[]? | select(.type == "Succeeded")][0] // {};

    # Why a task of the first half did not end well; nothing where it did. One that its own `when`
    # skipped, or whose failure the Pipeline ignores, stopped nobody.
    def not_done($task):
      first($tasks[] | select(.name == $task)) as $declared
      | children($task) as $runs
      | [$runs[] | select(state.status != "True")] as $bad
      | (first($run.status.skippedTasks[]? | select(.name == $task) | .reason) // null) as $skipped
      | if $runs == [] and $skipped == "When Expressions evaluated to false" then empty
        elif $runs == [] then "\($task) did not run"
        elif $bad == [] or $declared.onError == "continue" then empty
        elif ($bad[0] | state.reason) == "FailureIgnored" then empty
        else "\($task) failed (\($bad[0].metadata.name))" end;

    # What the run got, or took as a default; one that is made of other params stays a default.
    def of_run($name):
      [($run.spec.params // [])[] | select(.name == $name) | .value]
      + [($spec.params // [])[] | select(.name == $name) | .default | values
          | select(tojson | contains("$(") | not)] | .[:1];

    # A task with a matrix ran once for each combination, and the last part of the name counts.
    def number: .metadata.name | capture("-(?<number>[0-9]+)$").number | tonumber;
    def of_result($from):
      children($from.task) as $runs
      | [$runs[] | [(.status.results // .status.taskResults // [])[]
          | select(.name == $from.result) | .value]] as $values
      | if any($tasks[]; .name == $from.task and has("matrix")) then
          if $runs == [] or any($values[]; . == []) or ([$runs[] | number] | length) < ($runs | length)
          then [] else [[$runs | sort_by(number)[] as $one | $one.status.results[]
            | select(.name == $from.result) | .value]] end
        else $values[0] // [] end;

    # The volume behind a workspace, also if it was made for the run: its tasks got its name.
    def volume($name):
      [$tasks[] | . as $task | (.workspaces // [])[]
        | select((.workspace // .name) == $name and (.subPath // "") == "")
        | .name as $own | children($task.name)[] | (.spec.workspaces // [])[]
        | select(.name == $own) | .persistentVolumeClaim | values]
      | first // null;

    def workspace($declared):
      $declared.name as $name
      | first(($run.spec.workspaces // [])[] | select(.name == $name)) // null
      | if . == null then
          if $declared.optional then empty
          else {refused: "the run bound no workspace \($name), which \($pipeline.metadata.name) needs"} end
        elif has("emptyDir") then
          {refused: "the workspace \($name) was an emptyDir, which ended with each task"}
        elif has("volumeClaimTemplate") then
          volume($name) as $claim
          | if $claim == null then
              {refused: "the volume of the workspace \($name) cannot be found: no task of the run had it"}
            else {$name, persistentVolumeClaim: $claim} + if .subPath then {subPath} else {} end end
        else . end;

    def param($declared):
      $declared.name as $name
      | (if $is_same then null else $record.results[$name] end) as $from
      | (if $backend != "" and $name == $record.backend.param then [$backend]
         elif $from then of_result($from) else of_run($name) end) as $values
      | if $values != [] then {$name, value: $values[0]}
        elif $declared | has("default") then empty
        elif $from then
          {refused: ("the result \($from.result) is missing: the task \($from.task) should have made it "
            + "(\(children($from.task)[0].metadata.name // "it was skipped"))")}
        else {refused: "the run has no param \($name)"} end;

    (if $is_same then [] else [($record.before // [])[] | not_done(.)] end) as $undone
  | [($record.before // [])[] | select(. as $task | $is_same or any($tasks[]; .name == $task) | not)]
      as $unknown
  | [($pipeline.spec.params // [])[] | param(.)] as $params
  | [($pipeline.spec.workspaces // [])[] | workspace(.)] as $workspaces
  | [(($pipeline.spec.tasks // []) + ($pipeline.spec.finally // []))[] | .name] as $names
  | ($run | state.status // "Unknown") as $state
  | (if $record == null then
      ["\($pipeline.metadata.name) was derived from no Pipeline: name one that was"]
    elif $state == "True" then ["the run did not fail"]
    elif $state == "Unknown" then ["the run has not ended"]
    elif $unknown != [] then
      ["the run has no task \($unknown | join(", ")): \($pipeline.metadata.name) continues another Pipeline, or another version of it"]
    elif $undone != [] then
      ["the run failed before \($record.from), so there is nothing to continue: \($undone | join(", "))"]
    else
      [(if $backend == "" then empty
        elif $record.backend == null or all($params[]; .name != $record.backend.param) then
          "\($pipeline.metadata.name) has no choice of a backend"
        elif all($record.backend.choices[]; . != $backend) then
          "the backend must be one of \($record.backend.choices | join(", ")), got \($backend)"
        else empty end),
       ($params[], $workspaces[] | .refused | strings)]
    end) as $refused
  | if $refused != [] then {$refused} else
      {
        apiVersion: "tekton.dev/v1",
        kind: "PipelineRun",
        metadata: {
          generateName: "\($pipeline.metadata.name)-",
          namespace: $run.metadata.namespace,
          annotations: {"tekton-intercepts.dev/continues": $run.metadata.name}
        },
        spec: ({
          pipelineRef: {name: $pipeline.metadata.name},
          params: $params,
          workspaces: $workspaces
        } + ($run.spec | with_entries(select(.key == ("taskRunTemplate", "timeouts"))))
          + ([($run.spec.taskRunSpecs // [])[] | select(.pipelineTaskName as $name
              | any($names[]; . == $name))] | if . == [] then {} else {taskRunSpecs: .} end))
      }
    end' >"$folder/continuation.json"

if jq -e .refused "$folder/continuation.json" >/dev/null; then
  jq -r '.refused[] | "rerun-pr-from: \(.)"' "$folder/continuation.json" >&2
  exit 1
fi
if [[ -n "$dry_run" ]]; then
  jq . "$folder/continuation.json"
else
  kubectl create -f "$folder/continuation.json"
fi
