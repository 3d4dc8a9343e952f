# shellcheck shell=bash disable=SC2154 # The step that sources it has these variables.
# The lock on an app is one for all backends: a Lease in which each run that has the app
# has an entry. Who creates it, or changes it as it was read, has the app.

# Writes verdict.json: whether this run may have the app, and the Lease that says so.
look_at_lock() {
  local lock
  lock="$(jq -r .lock <<<"$app")"
  kubectl -n "$namespace" get lease "$lock" --ignore-not-found -o json >"$WORK_DIR/lock.json" ||
    fail "cannot read the Lease $lock in $namespace: see rbac/"
  kubectl -n "$namespace" get services -o json >"$WORK_DIR/services.json" ||
    fail "cannot read the Services in $namespace: see rbac/"
  read_runs_pods
  jq -n --slurpfile plan "$plan" --argjson app "$app" --argjson target "$target" \
    --slurpfile lock "$WORK_DIR/lock.json" --slurpfile services "$WORK_DIR/services.json" \
    --slurpfile pods "$WORK_DIR/pods.json" '
    # include: lock-verdict.jq' >"$WORK_DIR/verdict.json"
}

read_runs_pods() {
  kubectl -n "$namespace" get pods -l tekton-intercepts.dev/run -o json >"$WORK_DIR/pods.json" ||
    fail "cannot look for pods in $namespace: see rbac/"
}

check_lock() {
  local refusal
  look_at_lock
  refusal="$(jq -r .refusal "$WORK_DIR/verdict.json")"
  [[ -z "$refusal" ]] || fail "$refusal"
}

take_lock() {
  local error tries=0 came_back
  check_lock
  until error="$(jq .lease "$WORK_DIR/verdict.json" |
      kubectl "$(jq -r .verb "$WORK_DIR/verdict.json")" -f - 2>&1)"; do
    [[ "$error" == *"(AlreadyExists)"* || "$error" == *"(Conflict)"* || "$error" == *"(NotFound)"* ]] ||
      fail "cannot take the lock on $name: $error"
    (( tries += 1 ))
    (( tries < 20 )) || fail "the lock on $name changes all the time: $error"
    check_lock
  done
  printf 'took the lock on %s in %s\n' "$name" "$namespace"
  # Runs without a pod were taken for gone. They look for their entry when they have made
  # one, as this one does: so at most one of the two goes on.
  [[ "$(jq -c .gone "$WORK_DIR/verdict.json")" != "[]" ]] || return 0
  read_runs_pods
  came_back="$(jq -r --slurpfile pods "$WORK_DIR/pods.json" '
    # include: lock-came-back.jq' "$WORK_DIR/verdict.json")"
  [[ -z "$came_back" ]] || fail "the app $name is held by run $came_back, which was slow"
}

# When there is a pod by which others see that this run goes on.
keep_lock() {
  local lock
  lock="$(kubectl -n "$namespace" get lease "$(jq -r .lock <<<"$app")" --ignore-not-found -o json)" ||
    fail "cannot read the lock on $name in $namespace"
  jq -es --arg run "$run" '
    # include: lock-kept.jq' <<<"$lock" >/dev/null ||
    fail "another run took the lock on $name before the PR pod of this one was there"
}
