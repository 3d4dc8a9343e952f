#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

source ../shared/begin-record.sh

source ../shared/run-configmap.sh

source ../shared/remove-earlier.sh

working_agents() {
  for namespace in $namespaces; do
    kubectl -n "$namespace" get jobs -l "app=mirrord,$ours" -o json |
      jq -r '.items[] | select((.status.active // 0) > 0) | .metadata.name'
  done
}

# First the proxies, so that their agents take their rules back; the PR pods last, to
# which requests go until then. Never by force: an agent that is killed breaks its app.
remove pods "app=mirrord-proxy,$ours"
for (( i = 0; i < 30; i++ )); do
  agents="$(working_agents)"
  [[ -n "$agents" ]] || break
  sleep 1
done
remove jobs "app=mirrord,$ours" --cascade=foreground
remove pods "$ours"
remove configmaps "app=mirrord-proxy,$ours"
release_earlier
