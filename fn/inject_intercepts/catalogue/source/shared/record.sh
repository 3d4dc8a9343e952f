# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
record() { # MAP
  local file="$WORKSPACE_PATH/.intercepts/$run/deployed-pods.json"
  rm -f "$file.new"
  printf '%s' "$1" >"$file.new"
  mv -f "$file.new" "$file"
  printf '%s' "$1" >"$RESULT_PATH"
}
