# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
# Sets the values of one app of the plan.
read_app() {
  IFS=$'\t' read -r name namespace pod proxy < <(jq -r '[.app, .namespace, .pod, .proxy] | @tsv' <<<"$app")
}
