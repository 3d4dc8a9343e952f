#!/usr/bin/env bash
set -euo pipefail
export LC_ALL=C

# Tekton hands results on in the step's termination message: 4096 bytes, of which it
# needs 109 itself. There, the result is a string in JSON: each quote takes two bytes.
RESULT_LIMIT=3987

source ../shared/fail.sh

command -v jq >/dev/null || fail "the image $STEP_IMAGE (param kubectl-image) has no jq"

# With a backend that the Pipeline does not have, Tekton skips every deploy task.
# That must not look like a success.
known=
for backend in "$@"; do
  if [[ -n "$backend" && "$backend" == "$INTERCEPT_BACKEND" ]]; then
    known=yes
  fi
done
if [[ -z "$known" ]]; then
  printf -v choices '%q, ' "$@"
  printf -v got '%q' "$INTERCEPT_BACKEND"
  fail "intercept-backend must be one of: ${choices%, }; got $got." \
    "No intercept was deployed"
fi

# The id becomes part of a path, and elsewhere a label and the name of a ConfigMap.
if [[ ! "$RUN_ID" =~ ^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$ || "$RUN_ID" == *..* ]]; then
  printf -v got '%q' "$RUN_ID"
  fail "run-id must be 1 to 63 characters of a-z, 0-9, - and ., without .. in it; got $got"
fi

folder="$WORKSPACE_PATH/.intercepts/$RUN_ID"
file="$folder/deployed-pods.json"
if [[ ! -e "$file" && ! -L "$file" ]]; then
  fail "$file is missing: the deploy Task of $INTERCEPT_BACKEND must write it, to a volume" \
    "that its task and this one share (an emptyDir is not shared)"
fi
# What a pull request ran may have written to the workspace: no links out of it, and
# nothing that blocks when it is read.
if [[ -L "${folder%/*}" || -L "$folder" || -L "$file" || ! -f "$file" ]]; then
  fail "$file must be a regular file, and no link on the way to it"
fi
[[ -r "$file" ]] || fail "$file must be readable for user $(id -u)"

pods="$(jq -c . <"$file")" || fail "$file must be JSON"
jq -es 'length == 1 and (.[0] | type == "object" and all(.[]; type == "string"))' \
  <<<"$pods" >/dev/null || fail "$file must be one JSON map of strings, app to pod name"
# jq keeps the last of two equal keys; a stream still has both.
jq -en --stream '[inputs | select(length == 2) | .[0]] | length == (unique | length)' \
  <"$file" >/dev/null || fail "$file must name each app once"

size=${#pods}  # Bytes, in this locale.
if (( size <= RESULT_LIMIT )); then
  # As Tekton writes it: \" for a quote, and \u003c and so on for <, >, & (38, 60, 62)
  # and the line separators of Unicode (8232, 8233).
  size="$(printf '%s' "$pods" | jq -Rs '# include: result-size.jq')"
fi
(( size <= RESULT_LIMIT )) || fail "deployed-pods is over Tekton's limit for a result:" \
  "$size bytes, of at most $RESULT_LIMIT. Intercept fewer apps in one run"

# Some read the pods at the root of the workspace. Another run's must not stay there: a
# volume may be used again. New and exclusive, since a pull request may have put a link there.
root="$WORKSPACE_PATH/deployed-pods.json"
case "$ROOT_FILE" in
  true)
    rm -f -- "$root" || fail "$root must be this run's, and what is there cannot be" \
      "replaced. Take it away, or set root-file to false"
    if ! (set -o noclobber && printf '%s\n' "$pods" >"$root"); then
      printf 'warning: %s was not written; who reads the result does not need it\n' "$root" >&2
    fi
    ;;
  false) ;;
  *)
    printf -v got '%q' "$ROOT_FILE"
    fail "root-file must be true or false; got $got"
    ;;
esac

printf '%s' "$pods" >"$RESULT_PATH"
printf 'Intercepted with %s: %s\n' "$INTERCEPT_BACKEND" "$pods"
