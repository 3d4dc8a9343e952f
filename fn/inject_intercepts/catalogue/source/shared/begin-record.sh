# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
# The record, for the pass-through. A build may have left something here: no link, or
# the record would go to wherever it leads.
folder="$WORKSPACE_PATH/.intercepts/$run"
for part in "${folder%/*}" "$folder"; do
  [[ ! -L "$part" ]] || fail "$part is a link, and must be a folder"
done
mkdir -p "$folder" || fail "the workspace must be writable for user $UID"
[[ ! -d "$folder/deployed-pods.json" ]] || fail "$folder/deployed-pods.json is a folder"
rm -f "$folder/deployed-pods.json.new"
printf '{}' >"$folder/deployed-pods.json.new"
mv -f "$folder/deployed-pods.json.new" "$folder/deployed-pods.json"
printf '{}' >"$RESULT_PATH"
