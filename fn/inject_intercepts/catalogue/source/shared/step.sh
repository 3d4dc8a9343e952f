# shellcheck shell=bash disable=SC2034 # The step that sources it uses these variables.
plan="$WORK_DIR/plan.json"
run="$(jq -r .run "$plan")"

source ../shared/fail.sh
