# A lock on an app is a Lease. Each run that has the app has an annotation in it:
# {backend, "task-run", header, since}, and "app-protocol" where the Service said it.
def entry_of($run): "run.tekton-intercepts.dev/\($run)";
def entries:
  .metadata.annotations // {}
  | with_entries(select(.key | startswith(entry_of(""))) | {
      key: (.key | ltrimstr(entry_of(""))),
      # No `|=`: in it, a `try` of jq 1.6 catches what is no error.
      value: (.value | try fromjson catch {} | if type == "object" then . else {} end)
    });
def without($runs):
  reduce $runs[] as $run (.; del(.metadata.annotations[entry_of($run)]))
  | ([entries[].backend | strings] | unique | join(" ")) as $backends
  | if $backends == "" then . else .spec.holderIdentity = $backends end;
