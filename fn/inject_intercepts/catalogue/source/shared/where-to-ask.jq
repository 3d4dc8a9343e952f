# Where a request goes that is to prove the intercept: scheme, host, port, path, and what
# stands in the URL for host and port. Nothing if no way is known.
({spec: {template: {spec: {containers: []}}}} + $deployment[0]) as $target |

# include: app-protocol.jq

[ports_to_app] as $ports
| $app["service-port"] as $wanted
| [$ports[] | select($wanted != null and (.port == $wanted or .name == $wanted))] as $named
| (if $plan[0]["prove-url"] != "" then $plan[0]["prove-url"]
   else $named + $ports | .[0] // empty | url end)
| capture("\\A(?<scheme>https?)://(?<authority>(?<host>[^/:\\[]+|\\[[^\\]]+\\])(:(?<port>[0-9]+))?)(?<path>/.*)?\\z")
| [
    .scheme,
    (.host | ltrimstr("[") | rtrimstr("]")),
    .port // (if .scheme == "https" then "443" else "80" end),
    .path // "/",
    .authority
  ]
| @tsv
