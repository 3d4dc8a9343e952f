#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace < <(jq -r '[.app, .namespace] | @tsv' <<<"$app")
}

check_app() {
  jq -e '(.status.readyReplicas // 0) > 0' <<<"$target" >/dev/null ||
    fail "the Deployment $name in $namespace has no ready replica to intercept"
  # Two sessions with one header on one app exclude each other.
  kubectl -n "$namespace" get pods -l managed-by=tekton-job-standardization -o json |
    jq -r --argjson app "$app" --slurpfile plan "$plan" '
      # include: same-header.jq'
}

# What the client does. Its values come through env; busybox runs it. No dollar sign stands
# before a parenthesis with a name in it: Kubernetes would expand that.
read -r -d '' CLIENT <<'CLIENT' || true
# include: client.sh
CLIENT
export CLIENT

source ../shared/make-pr-pods.sh
