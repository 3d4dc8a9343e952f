def cut($length): .[:$length] | sub("[.-]\\z"; "x");

# A name that is made of the app alone, and so the same in every run. A shortened one has 63
# characters, so it belongs to nobody else.
def of_app($hash): if length > 62 then cut(50) + "-" + $hash else . end;

# include: ../__TASK__/own-names.jq

.apps |= (to_entries | map(
  $ARGS.positional[2 * .key] as $here | $ARGS.positional[2 * .key + 1] as $hash
  | .value
  | .pod = (.app | if length > 46 then cut(46) else . end) + "-pr-" + $here
  | .lock = ("intercept-" + .app | of_app($hash))
  | own_names($hash)
))
| (.apps | map({(.app): .pod}) | add | tojson) as $pods
| ($pods | tojson | utf8bytelength - 2) as $size
| if $size > .["result-limit"] then
    ("__TASK__: deployed-pods would be over what Tekton takes for a result: "
    + "\($size) bytes, of at most \(.["result-limit"]). Intercept fewer apps in one run\n")
    | halt_error(1)
  else . end
