#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

source ../shared/report.sh

source read-app.sh

give_up() {
  say_cause "$@"
  report "$namespace" "$pod"
  report "$namespace" "$proxy"
  report_agents
  fail_again "$@"
}

# A Job whose pod was refused says so in its events alone.
report_agents() {
  local agents="app=mirrord,tekton-intercepts.dev/run=$run" job there
  there="$(jq -r --arg own "$namespace" '.["agent-namespace"] | if . == "" then $own else . end' "$plan")"
  printf '\n--- agents of this run in %s\n' "$there"
  show kubectl -n "$there" get jobs,pods -l "$agents"
  kubectl -n "$there" get jobs -l "$agents" -o name 2>/dev/null | while read -r job; do
    show kubectl -n "$there" get events --field-selector "involvedObject.name=${job#*/}"
  done || true
  show kubectl -n "$there" logs -l "$agents" --tail=50
} >&2

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

log_of_arrivals() {
  kubectl -n "$namespace" logs "$proxy"
}

source ../shared/await.sh
