#!/usr/bin/env bash
# Continues a failed run from its deploy on: creates a PipelineRun of stack-pr-continue with
# what the failed run found out, its volume, its git params, and the backend that it used.
# usage: rerun-pr-from.sh [-n NAMESPACE] [--pipeline NAME] [--dry-run] RUN
#
#   -n, --namespace NAMESPACE   of the run; else that of the current context
#   --pipeline NAME             the Pipeline that continues: stack-pr-continue
#   --dry-run                   print the PipelineRun, and create nothing
#
# Needs kubectl, jq, and a run that the cluster still has.
set -euo pipefail

fail() {
  printf 'rerun-pr-from: %s\n' "$*" >&2
  exit 1
}

run='' pipeline=stack-pr-continue dry_run='' namespace=()
while (( $# )); do
  case "$1" in
    -h | --help) sed -n '2,/^set/ { /^#/ s/^# \{0,1\}//p }' "${BASH_SOURCE[0]}"; exit ;;
    -n | --namespace) (( $# > 1 )) || fail "$1 needs a namespace"; namespace=(-n "$2"); shift ;;
    --pipeline) (( $# > 1 )) || fail "$1 needs a name"; pipeline="$2"; shift ;;
    --dry-run) dry_run=yes ;;
    -*) fail "knows no $1. See --help" ;;
    *) [[ -z "$run" ]] || fail "takes one run; got $run and $1"; run="$1" ;;
  esac
  shift
done
[[ -n "$run" ]] || fail "needs the name of a run. See --help"
for name in "$run" "$pipeline"; do
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
ask tasks.json taskrun.tekton.dev -l "tekton.dev/pipelineRun=$run"
ask pipeline.json pipeline.tekton.dev "$pipeline"

# Everything that is wrong at once: each line that comes out as "refused" is one reason.
jq -n --slurpfile run "$folder/run.json" --slurpfile tasks "$folder/tasks.json" \
  --slurpfile pipeline "$folder/pipeline.json" '
  $run[0] as $run | $tasks[0].items as $taskruns | $pipeline[0] as $pipeline
  | ($run.status.pipelineSpec // {}) as $spec
  | (($spec.tasks // []) + ($spec.finally // [])) as $tasks

  | def task_run($task):
      first($taskruns[] | select(.metadata.labels["tekton.dev/pipelineTask"] == $task)) // null;

    # What the run got, or took as a default.
    def of_run($name):
      [($run.spec.params // [])[] | select(.name == $name) | .value]
      + [($spec.params // [])[] | select(.name == $name) | .default | values] | .[:1];

    # Which task makes a result, seen by who reads it.
    def maker($name):
      [$tasks | .. | strings
        | match("\\$\\(tasks\\.([^.)]+)\\.results\\.\($name)[^A-Za-z0-9_-]"; "g").captures[0].string]
      | unique | map(select(. as $task | any($tasks[]; .name == $task))) | first // null;

    def of_results($name):
      maker($name) as $task
      | if $task == null then []
        else [(task_run($task) // {}) | .status.results // .status.taskResults // []
          | .[] | select(.name == $name) | .value] end;

    # The volume behind a workspace, also if it was made for the run: its tasks got its name.
    def volume($name):
      [$tasks[] | . as $task | (.workspaces // [])[]
        | select((.workspace // .name) == $name and (.subPath // "") == "")
        | .name as $own | (task_run($task.name) // {}) | (.spec.workspaces // [])[]
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
      | (of_run($name) + of_results($name) | .[:1]) as $values
      | if $values != [] then {$name, value: $values[0]}
        elif $declared | has("default") then empty
        elif maker($name) then
          {refused: ("the result \($name) is missing: the task \(maker($name)) should have made it "
            + "(\((task_run(maker($name)) // {}) | .metadata.name // "it did not run"))")}
        else {refused: "neither a param nor a result of the run is called \($name)"} end;

    [($pipeline.spec.params // [])[] | param(.)] as $params
  | [($pipeline.spec.workspaces // [])[] | workspace(.)] as $workspaces
  | [(($pipeline.spec.tasks // []) + ($pipeline.spec.finally // []))[] | .name] as $names
  | ([$run.status.conditions[]? | select(.type == "Succeeded")][0].status // "Unknown") as $state
  | [
      (if $state == "True" then "the run did not fail" elif $state == "Unknown" then
        "the run has not ended" else empty end),
      ($params[], $workspaces[] | .refused | strings)
    ] as $refused
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
