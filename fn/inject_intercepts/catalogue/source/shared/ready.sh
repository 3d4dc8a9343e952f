#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

source ../shared/report.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace pod < <(jq -r '[.app, .namespace, .pod] | @tsv' <<<"$app")
}

give_up() {
  say_cause "$@"
  report "$namespace" "$pod"
  fail_again "$@"
}

source ../shared/look.sh

look_at_app() {
  look "$pod"
  [[ "$state" != broken ]] || give_up "the PR pod of $name is broken: $why"
}

# Where it is told what came to the PR pod: see arrivals.jq.
log_of_arrivals() {
  kubectl -n "$namespace" logs "$pod" --all-containers --prefix
}

source ../shared/await.sh
