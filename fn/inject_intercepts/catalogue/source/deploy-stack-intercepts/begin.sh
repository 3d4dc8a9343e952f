#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

manager="$(jq -r '."manager-namespace"' "$plan")"

# The traffic manager is there once, for everybody: an admin installs it, and no run.
find_manager() {
  local kind
  for kind in deployment statefulset; do
    found="$(kubectl -n "$manager" get "$kind" traffic-manager --ignore-not-found -o json)" ||
      fail "cannot look for the traffic manager in $manager: see rbac/"
    [[ -z "$found" ]] || return 0
  done
  fail "there is no traffic manager in $manager. An admin installs it once:" \
    "docs/telepresence.md. If it is elsewhere, set the param manager-namespace"
}

source ../shared/waiting.sh

find_manager
# 2.31.2 was seen to crash when a client leaves, and to be back within seconds.
limit="$(jq '."ready-timeout"' "$plan")"
end=$(( SECONDS + limit ))
until (( $(jq '.status.readyReplicas // 0' <<<"$found") > 0 )); do
  (( SECONDS < end )) || fail "the traffic manager in $manager is not ready"
  say_waiting "$end" "$limit" "the traffic manager in $manager"
  sleep 1
  find_manager
done
jq -e '# include: knows-header-filters.jq' <<<"$found" >/dev/null ||
  fail "the traffic manager in $manager is older than 2.25, and knows no header filters"

printf '%s' "$found" >"$WORK_DIR/manager.json"

source ../shared/begin-record.sh

source ../shared/run-configmap.sh

source ../shared/remove-earlier.sh

# With grace: a client that is killed leaves a session that answers no request.
remove pods "$ours"
release_earlier
