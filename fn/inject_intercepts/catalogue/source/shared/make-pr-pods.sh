# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
pods='{}'
for app in "${apps[@]}"; do
  read_app
  target="$(kubectl -n "$namespace" get deployment "$name" -o json)"
  make_pr_pod
  pods="$(jq -c --argjson app "$app" '.[$app.app] = $app.pod' <<<"$pods")"
  record "$pods"
done
