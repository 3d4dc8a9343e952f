# shellcheck shell=bash disable=SC2034,SC2154 # The step that sources it has and uses these.
page=docs/telepresence.md
# What the client says of an intercept that is not there, as an end to the cause; or nothing.
last_words() {
  [[ "$why" == *telepresence-client* ]] || return 0
  kubectl -n "$namespace" logs "$pod" -c telepresence-client --tail=30 2>/dev/null | jq -Rnr '
    # include: last-words.jq' || true
}
