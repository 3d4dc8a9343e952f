#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

source ../shared/report.sh

source read-app.sh

give_up() {
  report "$namespace" "$pod"
  report "$namespace" "$proxy"
  printf '\n--- agents of this run in %s\n' "$namespace" >&2
  kubectl -n "$namespace" get pods -l "app=mirrord,tekton-intercepts.dev/run=$run" >&2 || true
  kubectl -n "$namespace" logs -l "app=mirrord,tekton-intercepts.dev/run=$run" --tail=50 >&2 || true
  fail "$@"
}

source ../shared/look.sh

# The log is that of the container that runs now: after a restart it starts anew.
listens() {
  local log
  log="$(kubectl -n "$namespace" logs "$proxy" 2>&1)" || return 1
  [[ "$log" == *"listening on"* ]]
}

look_at_app() {
  local build
  look "$pod"
  [[ "$state" != broken ]] || give_up "the PR pod of $name is broken: $why"
  build="$state: $why"
  look "$proxy"
  [[ "$state" != broken ]] || give_up "the proxy of $name is broken: $why"
  if [[ "$state" == ready ]] && ! listens; then
    state=waiting why='mirrord has not taken over the port yet'
  fi
  if [[ "$build" != ready* || "$state" != ready ]]; then
    why="PR pod $build; proxy $state: $why" state=waiting
  fi
}

source ../shared/await.sh
