#!/usr/bin/env bash
set -euo pipefail
export LC_ALL=C

source ../shared/need-programs.sh

# In jq, \A and \z are the ends of a text; ^ and $ also match at its newlines.
jq -n '
  # include: values.jq
' >"$WORK_DIR/values.json"

# A hash for each app: of the app in this run.
hashes=()
while IFS= read -r identity; do
  sum="$(printf '%s' "$identity" | sha256sum)"
  hashes+=("${sum:0:12}")
done < <(jq -r '.run as $run | .apps[] | "\($run) \(.namespace) \(.app)"' \
  "$WORK_DIR/values.json")

# Names of at most 63 characters, as hostnames and labels.
jq '
  # include: names.jq
' "$WORK_DIR/values.json" --args "${hashes[@]}" >"$WORK_DIR/plan.json"

jq -r '
  # include: ../shared/summary.jq
' "$WORK_DIR/plan.json"
