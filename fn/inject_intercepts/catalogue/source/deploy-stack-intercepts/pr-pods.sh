#!/usr/bin/env bash
set -euo pipefail
plan="$WORK_DIR/plan.json"
run="$(jq -r .run "$plan")"

source ../shared/fail.sh

source ../shared/record.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace < <(jq -r '[.app, .namespace] | @tsv' <<<"$app")
}

check_target() {
  target="$(kubectl -n "$namespace" get deployment "$name" -o json)" ||
    fail "cannot read the Deployment $name in $namespace: it must be there, and rbac/ applied"
  jq -e '(.status.readyReplicas // 0) > 0' <<<"$target" >/dev/null ||
    fail "the Deployment $name in $namespace has no ready replica to intercept"
  # Two sessions with one header on one app exclude each other.
  kubectl -n "$namespace" get pods -l managed-by=tekton-job-standardization -o json |
    jq -r --argjson app "$app" --slurpfile plan "$plan" '
      # include: same-header.jq'
}

# What the client does. Its values come through env; busybox runs it. No dollar sign stands
# before a parenthesis with a name in it: Kubernetes would expand that.
read -r -d '' client <<'CLIENT' || true
# include: client.sh
CLIENT

make_pr_pod() {
  jq -n --argjson app "$app" --argjson target "$target" --slurpfile plan "$plan" \
    --arg script "$client" '
    # include: pr-pod.jq' >"$WORK_DIR/pod.json"
  kubectl create -f "$WORK_DIR/pod.json" || fail "cannot make the PR pod of $name"
}

mapfile -t apps < <(jq -c '.apps[]' "$plan")

# What cannot work, before there is anything.
for app in "${apps[@]}"; do
  read_app
  check_target
done

source ../shared/make-pr-pods.sh
