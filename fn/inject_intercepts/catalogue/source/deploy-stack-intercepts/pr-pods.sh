#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace < <(jq -r '[.app, .namespace] | @tsv' <<<"$app")
}

# A mirrord that somebody started by hand has no lock. Its agent says which container it enters.
check_agents() {
  local agents
  agents="$(kubectl -n "$namespace" get pods -l app=mirrord -o name)" ||
    fail "cannot look for pods in $namespace: see rbac/"
  [[ -n "$agents" && "$(jq .http "$WORK_DIR/verdict.json")" == false ]] || return 0
  agents="$(kubectl -n "$namespace" get pods -o json | jq -r --argjson target "$target" '
    # include: agents-on-app.jq')"
  [[ -z "$agents" ]] || fail "mirrord intercepts the app $name in $namespace, by the agent $agents," \
    "and two backends on one app at once break it for everybody. Try again when it has ended;" \
    "or let the port of the app's Service say appProtocol: http, which lets both in"
}

check_replicas() {
  local replicas old
  [[ "$(jq '.status.readyReplicas // 0' <<<"$target")" != 0 ]] ||
    fail "the Deployment $name in $namespace has no ready replica to intercept"
  replicas="$(jq '[.status.readyReplicas, .spec.replicas // 1] | max' <<<"$target")"
  old="$(jq -nr --slurpfile plan "$plan" --slurpfile manager "$WORK_DIR/manager.json" '
    # include: one-replica-only.jq')"
  [[ -z "$old" ]] || (( replicas == 1 )) ||
    fail "the Deployment $name in $namespace has $replicas replicas, and Telepresence before" \
      "2.27.4 ($old) intercepts one of them alone. Upgrade it, or scale $name to 1"
}

check_app() {
  check_agents
  check_replicas
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
