def cut($length): .[:$length] | sub("[.-]\\z"; "x");
.apps |= (to_entries | map(
  $ARGS.positional[2 * .key] as $here | $ARGS.positional[2 * .key + 1] as $hash
  | .value
  | .pod = (.app | if length > 46 then cut(46) else . end) + "-pr-" + $here
  | .config = "mirrord-" + .pod
  | .proxy = ("mirrord-proxy-" + .app
      | if length > 62 then cut(50) + "-" + $hash else . end)
))
| (.apps | map({(.app): .pod}) | add | tojson) as $pods
| ($pods | tojson | utf8bytelength - 2) as $size
| if $size > .["result-limit"] then
    ("__TASK__: deployed-pods would be over what Tekton takes for a result: "
    + "\($size) bytes, of at most \(.["result-limit"]). Intercept fewer apps in one run\n")
    | halt_error(1)
  else . end
