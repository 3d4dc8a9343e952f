#!/usr/bin/env bash
set -euo pipefail
plan="$WORK_DIR/plan.json"
run="$(jq -r .run "$plan")"

source ../shared/report.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace pod proxy < <(jq -r '[.app, .namespace, .pod, .proxy] | @tsv' <<<"$app")
}

fail() {
  report "$namespace" "$pod"
  report "$namespace" "$proxy"
  printf '\n--- agents of this run in %s\n' "$namespace" >&2
  kubectl -n "$namespace" get pods -l "app=mirrord,tekton-intercepts.dev/run=$run" >&2 || true
  kubectl -n "$namespace" logs -l "app=mirrord,tekton-intercepts.dev/run=$run" --tail=50 >&2 || true
  printf '__TASK__: %s\n' "$*" >&2
  exit 1
}

source ../shared/look.sh

# The log is that of the container that runs now: after a restart it starts anew.
listens() {
  local log
  log="$(kubectl -n "$namespace" logs "$proxy" 2>&1)" || return 1
  [[ "$log" == *"listening on"* ]]
}

end=$(( SECONDS + $(jq '.["ready-timeout"]' "$plan") ))
mapfile -t apps < <(jq -c '.apps[]' "$plan")
for app in "${apps[@]}"; do
  read_app
  while true; do
    look "$pod"
    build="$state: $why"
    [[ "$state" != broken ]] || fail "the PR pod of $name is broken: $why"
    look "$proxy"
    [[ "$state" != broken ]] || fail "the proxy of $name is broken: $why"
    if [[ "$state" == ready ]] && ! listens; then
      state=waiting why='mirrord has not taken over the port yet'
    fi
    [[ "$build" != ready* || "$state" != ready ]] || break
    (( SECONDS < end )) || fail "the intercept of $name is not active in time:" \
      "PR pod $build; proxy $state: $why"
    sleep 1
  done
  printf 'intercepted: %s in %s, by the pod %s\n' "$name" "$namespace" "$pod"
done
