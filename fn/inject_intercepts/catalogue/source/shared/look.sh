# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
# Sets `state` to ready, waiting or broken, and `why`. Waiting also when the cluster
# did not answer: there is a deadline.
look() { # POD
  local seen
  seen="$(kubectl -n "$namespace" get pod "$1" -o json)" || seen='{}'
  seen="$(jq -r --arg run "$run" '
    # include: ../shared/pod-state.jq' <<<"$seen")"
  state="${seen%% *}" why="${seen#* }"
}
