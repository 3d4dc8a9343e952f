#!/usr/bin/env bash
set -euo pipefail
plan="$WORK_DIR/plan.json"

source ../shared/fail.sh

run="$(jq -r .run "$plan")"

source ../shared/begin-record.sh

source ../shared/run-configmap.sh

# First the proxies, so that their agents take their rules back; the PR pods last, to
# which requests go until then. Never by force: an agent that is killed breaks its app.
ours="tekton-intercepts.dev/run=$run"
remove() { # KIND SELECTOR [OPTION]
  for namespace in $namespaces; do
    kubectl -n "$namespace" delete "$1" -l "$2" "${@:3}" \
      --ignore-not-found --wait --timeout=120s ||
      fail "an earlier attempt left $1 with $2 in $namespace, and they do not go"
  done
}
working_agents() {
  for namespace in $namespaces; do
    kubectl -n "$namespace" get jobs -l "app=mirrord,$ours" -o json |
      jq -r '.items[] | select((.status.active // 0) > 0) | .metadata.name'
  done
}
remove pods "app=mirrord-proxy,$ours"
for (( i = 0; i < 30; i++ )); do
  agents="$(working_agents)"
  [[ -n "$agents" ]] || break
  sleep 1
done
remove jobs "app=mirrord,$ours" --cascade=foreground
remove pods "$ours"
remove configmaps "app=mirrord-proxy,$ours"
