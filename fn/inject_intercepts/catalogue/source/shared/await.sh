# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
end=$(( SECONDS + $(jq '.["ready-timeout"]' "$plan") ))
mapfile -t apps < <(jq -c '.apps[]' "$plan")
for app in "${apps[@]}"; do
  read_app
  while true; do
    look_at_app
    [[ "$state" != ready ]] || break
    (( SECONDS < end )) || give_up "the intercept of $name is not active in time: $why"
    sleep 1
  done
  printf 'intercepted: %s in %s, by the pod %s\n' "$name" "$namespace" "$pod"
done
