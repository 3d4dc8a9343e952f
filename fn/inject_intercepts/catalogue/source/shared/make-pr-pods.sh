# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
# Sets `target` to the Deployment of the app.
read_target() {
  target="$(kubectl -n "$namespace" get deployment "$name" -o json)" ||
    fail "cannot read the Deployment $name in $namespace: it must be there, and rbac/ applied"
}

source lock.sh

# By the Services that the lock was looked at with.
check_protocol() {
  local refusal
  jq -n --argjson app "$app" --argjson target "$target" \
    --slurpfile services "$WORK_DIR/services.json" '
    # include: protocol.jq' >"$WORK_DIR/protocol.json"
  refusal="$(jq -r .refusal "$WORK_DIR/protocol.json")"
  [[ -z "$refusal" ]] || fail "$refusal"
  jq -r '.warnings[] | "warning: " + .' "$WORK_DIR/protocol.json" >&2
}

make_pr_pod() {
  jq -n --argjson app "$app" --argjson target "$target" --slurpfile plan "$plan" '
    # include: pr-pod.jq' >"$WORK_DIR/pod.json"
  kubectl create -f "$WORK_DIR/pod.json" || fail "cannot make the PR pod of $name"
}

record() { # MAP
  local file="$WORKSPACE_PATH/.intercepts/$run/deployed-pods.json"
  rm -f "$file.new"
  printf '%s' "$1" >"$file.new"
  mv -f "$file.new" "$file"
  printf '%s' "$1" >"$RESULT_PATH"
}

mapfile -t apps < <(jq -c '.apps[]' "$plan")

# What cannot work, before there is anything.
for app in "${apps[@]}"; do
  read_app
  read_target
  check_lock
  check_protocol
  check_app
done

pods='{}'
for app in "${apps[@]}"; do
  read_app
  read_target
  take_lock
  make_pr_pod
  keep_lock
  pods="$(jq -c --argjson app "$app" '.[$app.app] = $app.pod' <<<"$pods")"
  record "$pods"
done
