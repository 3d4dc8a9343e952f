# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
source waiting.sh

timeout="$(jq '.["ready-timeout"]' "$plan")"
end=$(( SECONDS + timeout )) next_word=$(( SECONDS + 15 ))
mapfile -t apps < <(jq -c '.apps[]' "$plan")
for app in "${apps[@]}"; do
  read_app
  while true; do
    look_at_app
    [[ "$state" != ready ]] || break
    (( SECONDS < end )) || give_up "the intercept of $name is not active in time: $why$(last_words)"
    say_waiting "$end" "$timeout" "$name in $namespace" "$why"
    sleep 1
  done
  printf 'intercepted: %s in %s, by the pod %s\n' "$name" "$namespace" "$pod"
done

# Where something keeps connections to the app, the first of them to be idle for long go.
settle="$(jq .settle "$plan")"
if (( settle > 0 )); then
  printf 'waiting %s s for connections that were open before to age out\n' "$settle"
  sleep "$settle"
fi

source note.sh

source prove.sh

# For whoever tries it by hand. The intercepts are active: what cannot be read is left out.
for app in "${apps[@]}"; do
  read_app
  read_ways
  kubectl -n "$namespace" get pods -o json >"$WORK_DIR/pods.json" 2>/dev/null ||
    printf '{}' >"$WORK_DIR/pods.json"
  jq -nr --argjson app "$app" --slurpfile plan "$plan" --slurpfile pods "$WORK_DIR/pods.json" \
    --slurpfile services "$WORK_DIR/services.json" \
    --slurpfile deployment "$WORK_DIR/deployment.json" '
    # include: try-it.jq'
done
jq -r '
  # include: what-follows.jq' "$plan"
