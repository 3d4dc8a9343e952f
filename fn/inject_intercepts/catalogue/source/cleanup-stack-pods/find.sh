#!/usr/bin/env bash
set -euo pipefail
export LC_ALL=C

source ../shared/fail.sh

for program in kubectl jq sleep; do
  command -v "$program" >/dev/null ||
    fail "the image $STEP_IMAGE (param kubectl-image) has no $program"
done
printf -v got '%.80q' "$RUN_ID"
[[ "$RUN_ID" =~ ^([a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?)?$ && "$RUN_ID" != *..* ]] ||
  fail "run-id must be 1 to 63 characters of a-z, 0-9, - and ., without .. in it; got $got"
[[ "$SWEEP" == run || "$SWEEP" == namespace ]] || fail "sweep must be one of: run, namespace"
[[ "$WAIT" =~ ^[0-9]{1,8}$ ]] || fail "wait must be a number of seconds"

# What the deploy Task wrote before it created anything. If it is not there, there is
# nothing of this run, or another cleanup was faster.
problems=() configmap=
if [[ -n "$RUN_ID" ]]; then
  configmap="$(kubectl -n "$RUN_NAMESPACE" get configmap "intercepts-$RUN_ID" \
    --ignore-not-found -o json)" ||
    problems+=("the ConfigMap intercepts-$RUN_ID in $RUN_NAMESPACE cannot be read")
fi

jq -n --argjson configmap "${configmap:-null}" '
  # include: values.jq' >"$WORK_DIR/values.json"
jq -r '.notes[]' "$WORK_DIR/values.json"

# Where this account may not look, the run cannot have been, unless its ConfigMap says
# so.
namespaces=()
for namespace in $(jq -r '(.sure + .maybe)[]' "$WORK_DIR/values.json"); do
  if error="$(kubectl -n "$namespace" get pods -l managed-by=none -o name 2>&1)"; then
    namespaces+=("$namespace")
  elif jq -e --arg namespace "$namespace" 'any(.sure[]; . == $namespace)' \
    "$WORK_DIR/values.json" >/dev/null; then
    problems+=("the run was in $namespace, where this account may not look: $error")
  else
    printf 'leaving out %s, which is not known to be of this run: %s\n' "$namespace" "$error"
  fi
done

# With no word on the backend: agents, if this account may have had any.
jobs="$(jq -r .jobs "$WORK_DIR/values.json")"
if [[ "$jobs" == maybe ]]; then
  jobs=true
  for namespace in "${namespaces[@]}"; do
    kubectl -n "$namespace" get jobs -l managed-by=none -o name >/dev/null 2>&1 || jobs=false
  done
fi

# The pods of deployed-pods, if they are PR pods of this run. The map was in a volume to
# which a pull request may have written: it must not name other people's pods.
runs=() unlabelled=() foreign=()
[[ -z "$RUN_ID" ]] || runs=("$RUN_ID")
for pod in $(jq -r '.pods[]' "$WORK_DIR/values.json"); do
  for namespace in "${namespaces[@]}"; do
    found="$(kubectl -n "$namespace" get pod "$pod" --ignore-not-found -o json)" ||
      problems+=("cannot look for the pod $namespace/$pod")
    [[ -n "$found" ]] || continue
    of_run="$(jq -r '.metadata.labels["tekton-intercepts.dev/run"] // ""' <<<"$found")"
    if ! jq -e '.metadata.labels["managed-by"] == "tekton-job-standardization"' \
      <<<"$found" >/dev/null; then
      foreign+=("$namespace/$pod of deployed-pods is no PR pod, and is left alone")
    elif [[ -z "$of_run" ]]; then
      unlabelled+=("$namespace/$pod")
    elif [[ -z "$RUN_ID" ]]; then
      runs+=("$of_run")
    elif [[ "$of_run" != "$RUN_ID" ]]; then
      foreign+=("$namespace/$pod of deployed-pods is of another run, and is left alone")
    fi
  done
done

list() {
  jq -n '$ARGS.positional | unique' --args "$@"
}
jq -n --argjson runs "$(list "${runs[@]}")" --argjson namespaces "$(list "${namespaces[@]}")" \
  --argjson unlabelled "$(list "${unlabelled[@]}")" --argjson jobs "$jobs" \
  --argjson problems "$(list "${problems[@]}")" --argjson foreign "$(list "${foreign[@]}")" \
  '# include: plan.jq' >"$WORK_DIR/plan.json"
jq -r '# include: summary.jq' "$WORK_DIR/plan.json"
