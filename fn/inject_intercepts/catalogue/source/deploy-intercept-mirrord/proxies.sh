#!/usr/bin/env bash
set -euo pipefail
plan="$WORK_DIR/plan.json"

source ../shared/fail.sh

source ../shared/report.sh

source ../shared/waiting.sh

source read-app.sh

# Who holds the app: sets `state` to free, ours, ended, same (header) or other, and
# `holder` to the proxy.
look() {
  holder="$(kubectl -n "$namespace" get pod "$proxy" --ignore-not-found -o json)"
  [[ -n "$holder" ]] || { state=free; return; }
  state="$(jq -r --slurpfile plan "$plan" '
    # include: holder-state.jq' <<<"$holder")"
}

held_by() {
  jq -r '# include: holder.jq' \
    <<<"$holder"
}

refuse_other() {
  fail "the app $name is held with another header, by the proxy $(held_by)." \
    "Free mirrord has one intercept for an app: try again when that run has ended"
}

# Sets `ip` to the address of the PR pod.
await_address() {
  local end limit cause
  limit="$(jq '.["ready-timeout"]' "$plan")"
  end=$(( SECONDS + limit )) next_word=$(( SECONDS + 15 ))
  until ip="$(kubectl -n "$namespace" get pod "$pod" -o json |
      jq -er '.status.podIP // empty')"; do
    if (( SECONDS >= end )); then
      cause="the PR pod of $name got no address in time"
      say_cause "$cause"
      report "$namespace" "$pod"
      fail_again "$cause"
    fi
    say_waiting "$end" "$limit" "the address of the PR pod of $name in $namespace"
    sleep 1
  done
  [[ "$ip" =~ ^[0-9a-fA-F.:]+$ ]] || fail "the PR pod of $name has a strange address"
}

# What mirrord gets: one port, one header, and nothing else of the app.
make_config() {
  jq -n --argjson app "$app" --slurpfile plan "$plan" '
    # include: mirrord-config.jq' | kubectl create -f - || fail "cannot make the ConfigMap of the proxy of $name"
}

proxy_pod() {
  jq -n --argjson app "$app" --slurpfile plan "$plan" --arg ip "$ip" '
    # include: proxy-pod.jq'
}

# The name of the proxy is the lock of the app: who creates it, holds it.
take_app() {
  local end limit error removed=
  limit="$(jq .wait "$plan")"
  end=$(( SECONDS + limit )) next_word=0
  proxy_pod >"$WORK_DIR/proxy.json"
  until error="$(kubectl create -f "$WORK_DIR/proxy.json" 2>&1)"; do
    [[ "$error" == *AlreadyExists* ]] || fail "cannot make the proxy of $name: $error"
    look
    case "$state" in
      free) continue ;;
      ours) return ;;  # The answer to an earlier try got lost.
      other) refuse_other ;;
      same)
        (( SECONDS < end )) ||
          fail "the app $name is still held with the same header, by the proxy $(held_by)"
        say_waiting "$end" "$limit" "the app $name in $namespace" "held by $(held_by)" ;;
      ended)
        [[ -n "$removed" ]] || limit=30 end=$(( SECONDS + 30 ))
        (( SECONDS < end )) || fail "a proxy that has ended does not go: $(held_by)"
        remove_ended
        removed=yes ;;
    esac
    sleep 1
  done
  printf '%s\n' "$error"
}

# A proxy that has ended holds nothing any more. By its uid: the name may be somebody's
# by now.
remove_ended() {
  printf 'removing a proxy that has ended: %s\n' "$(held_by)"
  jq '{apiVersion: "v1", kind: "DeleteOptions", preconditions: {uid: .metadata.uid}}' \
    <<<"$holder" >"$WORK_DIR/delete.json"
  kubectl delete --raw "/api/v1/namespaces/$namespace/pods/$proxy" \
    -f "$WORK_DIR/delete.json" >/dev/null || true
}

mapfile -t apps < <(jq -c '.apps[]' "$plan")
for app in "${apps[@]}"; do
  read_app
  await_address
  make_config
  take_app
done
