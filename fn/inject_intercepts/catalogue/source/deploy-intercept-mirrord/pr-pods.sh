#!/usr/bin/env bash
set -euo pipefail

source ../shared/step.sh

# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace proxy < <(jq -r '[.app, .namespace, .proxy] | @tsv' <<<"$app")
}

# The agent's rules would be those of the node, and its port that of whoever is there.
check_network() {
  [[ "$(jq .spec.template.spec.hostNetwork <<<"$target")" != true ]] ||
    fail "the Deployment $name in $namespace has spec.template.spec.hostNetwork: its pods share the" \
      "network of their node, which mirrord must not change. Take hostNetwork out, or leave $name" \
      "out of build-apps"
}

source ../shared/waiting.sh

# Old pods and new ones are ready together for a while, and count together.
await_rollout() {
  local end limit
  limit="$(jq .wait "$plan")"
  end=$(( SECONDS + limit )) next_word=0
  while jq -e '# include: rolling-out.jq' <<<"$target" >/dev/null && (( SECONDS < end )); do
    say_waiting "$end" "$limit" "the rollout of $name in $namespace"
    sleep 1
    read_target
  done
}

# The Job of an agent that Pod Security refuses is there, without a pod, and says so in its
# events alone. The server is asked the same of a pod that it does not keep.
check_agent() {
  local error there
  there="$(jq -r --arg own "$namespace" '.["agent-namespace"] | if . == "" then $own else . end' "$plan")"
  error="$(jq -n --argjson app "$app" --slurpfile plan "$plan" '
    # include: pod-like-the-agents.jq' |
      kubectl create --dry-run=server -f - 2>&1 >/dev/null)" || {
    [[ "$error" != *"violates PodSecurity"* ]] ||
      fail "the namespace $there admits no agent of mirrord: ${error#*is forbidden: }." \
        "Label it pod-security.kubernetes.io/enforce=privileged, or use Telepresence"
    printf 'warning: a pod like the agent of mirrord is refused in %s: %s\n' \
      "$there" "$error" >&2
  }
}

# mirrord takes over one pod of a Deployment. Those that are not ready yet count, too.
check_replicas() {
  local replicas deployment text
  deployment="the Deployment $name in $namespace"
  [[ "$(jq '.status.readyReplicas // 0' <<<"$target")" != 0 ]] ||
    fail "$deployment has no ready replica, and mirrord needs one"
  replicas="$(jq '[.status.readyReplicas, .spec.replicas // 1] | max' <<<"$target")"
  if (( replicas > 1 )); then
    text="$deployment has $replicas replicas, and free mirrord takes over one: 1 of $replicas"
    text+=" requests would reach the new build. Scale it to 1, use Telepresence, or set the"
    text+=" param replicas to warn"
    [[ "$(jq -r .replicas "$plan")" == warn ]] || fail "$text"
    printf 'warning: %s\n' "$text" >&2
  fi
}

# Another run with another header: no need to make anything. Who comes first is decided
# later, by who makes the proxy.
check_free() {
  local text
  text="$(kubectl -n "$namespace" get pod "$proxy" --ignore-not-found -o json |
    jq -r --slurpfile plan "$plan" '
      # include: held-by-other.jq')"
  [[ -z "$text" ]] || fail "the app $name can have one intercept with free mirrord, and" \
    "$text. Try again when that run has ended"
}

check_app() {
  check_network
  check_agent
  await_rollout
  check_replicas
  check_free
}

source ../shared/make-pr-pods.sh
