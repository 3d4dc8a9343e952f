#!/usr/bin/env bash
# It fails in no case: to remove is what counts.
set -uo pipefail
plan="$WORK_DIR/plan.json"

# Of what could not be looked at, nothing can be said; the next step says what that was.
jq -e '.problems == []' "$plan" >/dev/null || exit 0
mapfile -t runs < <(jq -r '.runs[]' "$plan")
mapfile -t namespaces < <(jq -r '.namespaces[]' "$plan")

cannot_tell() {
  printf 'warning: whether the intercepts were there all the time cannot be told: %s\n' "$1" >&2
}

# Writes the pods of a run in all its namespaces.
pods_of() { # RUN
  local namespace
  for namespace in "${namespaces[@]}"; do
    kubectl -n "$namespace" get pods -l "tekton-intercepts.dev/run=$1" -o json || return 1
  done
}

# Who takes the note away, says it: another cleanup at the same time may have begun to remove
# what this one looks at.
say_held() { # RUN
  local configmap noted said error
  configmap="$(kubectl -n "$RUN_NAMESPACE" get configmap "intercepts-$1" --ignore-not-found \
    -o json)" || return 0
  noted="$(jq -er '.data.intercepts // empty' <<<"$configmap")" || return 0
  pods_of "$1" >"$WORK_DIR/of-run.json" || {
    cannot_tell "its pods cannot be read"
    return 0
  }
  said="$(jq -r --slurpfile pods "$WORK_DIR/of-run.json" '
    # include: held.jq' <<<"$noted")" || {
    cannot_tell "what the deploy noted cannot be read"
    return 0
  }
  jq 'del(.data.intercepts)' <<<"$configmap" >"$WORK_DIR/told.json"
  if error="$(kubectl replace -f "$WORK_DIR/told.json" 2>&1 >/dev/null)"; then
    printf '%s\n' "$said"
  elif [[ "$error" != *"(Conflict)"* && "$error" != *"(NotFound)"* ]]; then
    cannot_tell "$error"
  fi
}

for run in "${runs[@]}"; do
  say_held "$run"
done
exit 0
