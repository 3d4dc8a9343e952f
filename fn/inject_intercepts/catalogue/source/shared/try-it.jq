# For one app: what asks its new build, and where its logs are.
({spec: {template: {spec: {containers: []}}}} + $deployment[0]) as $target |

# include: app-protocol.jq

def asked_by: "curl -H \($plan[0].header | @sh) \(url)";

"",
"\($app.app) in \($app.namespace), from any pod of the cluster:",
([ports_to_app | asked_by] | if . == [] then "no Service that leads to its port was found"
  else unique[] end | "  " + .),
([$pods[0].items[]?
  | select(.metadata.name == $app.pod or .metadata.name == $app.proxy)
  | "  kubectl -n \($app.namespace) logs \(.metadata.name) --all-containers --follow"
    + "   # on \(.spec.nodeName // "no node")"][])
