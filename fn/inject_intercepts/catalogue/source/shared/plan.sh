#!/usr/bin/env bash
set -euo pipefail
export LC_ALL=C

for program in kubectl jq sha256sum mkdir mv sleep; do
  command -v "$program" >/dev/null || {
    printf '%s: the image %s (param kubectl-image) has no %s\n' \
      __TASK__ "$STEP_IMAGE" "$program" >&2
    exit 1
  }
done

# In jq, \A and \z are the ends of a text; ^ and $ also match at its newlines.
jq -n '
  # include: values.jq
' >"$WORK_DIR/values.json"

# Two hashes for each app: of the app in this run, and of the app.
hashes=()
while IFS= read -r identity; do
  sum="$(printf '%s' "$identity" | sha256sum)"
  hashes+=("${sum:0:12}")
done < <(jq -r '.run as $run | .apps[] | "\($run) \(.namespace) \(.app)", .app' \
  "$WORK_DIR/values.json")

# Names of at most 63 characters, as hostnames and labels.
jq '
  # include: names.jq
' "$WORK_DIR/values.json" --args "${hashes[@]}" >"$WORK_DIR/plan.json"

jq -r '
  # include: summary.jq
' "$WORK_DIR/plan.json"
