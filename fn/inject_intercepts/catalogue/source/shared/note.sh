# shellcheck shell=bash disable=SC2154 # The step that sources it has these variables.
# How the intercepts fare at the beginning, into the run's ConfigMap: cleanup, which comes after the
# tests, says whether they were there all the time.
note_intercepts() {
  local namespace configmap
  for namespace in $(jq -r '
      [.apps[].namespace, .["agent-namespace"] // ""] | unique[]' "$plan"); do
    kubectl -n "$namespace" get pods -l "tekton-intercepts.dev/run=$run" -o json || return 1
  done >"$WORK_DIR/of-run.json"
  configmap="$(kubectl -n "$RUN_NAMESPACE" get configmap "intercepts-$run" -o json)" || return 1
  jq --slurpfile plan "$plan" --slurpfile pods "$WORK_DIR/of-run.json" '
    # include: noted.jq' <<<"$configmap" >"$WORK_DIR/noted.json" || return 1
  kubectl replace -f "$WORK_DIR/noted.json" >/dev/null
}

note_intercepts ||
  printf 'warning: cleanup will not say whether the intercepts were there all the time\n' >&2
