#!/usr/bin/env bash
set -euo pipefail
plan="$WORK_DIR/plan.json"
run="$(jq -r .run "$plan")"

source ../shared/report.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace pod < <(jq -r '[.app, .namespace, .pod] | @tsv' <<<"$app")
}

fail() {
  report "$namespace" "$pod"
  printf '__TASK__: %s\n' "$*" >&2
  exit 1
}

source ../shared/look.sh

end=$(( SECONDS + $(jq '.["ready-timeout"]' "$plan") ))
mapfile -t apps < <(jq -c '.apps[]' "$plan")
for app in "${apps[@]}"; do
  read_app
  while true; do
    look "$pod"
    [[ "$state" != ready ]] || break
    [[ "$state" != broken ]] || fail "the PR pod of $name is broken: $why"
    (( SECONDS < end )) || fail "the intercept of $name is not active in time: $why"
    sleep 1
  done
  printf 'intercepted: %s in %s, by the pod %s\n' "$name" "$namespace" "$pod"
done
