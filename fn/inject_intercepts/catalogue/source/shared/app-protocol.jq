# The ports by which requests come to the app, each with its Service.
def ports_to_app:
  $target.spec.template as $template
  | ($app["service-port"] // false) as $port
  | [$template.spec.containers[].ports[]? | select(.containerPort == $app.port) | .name // empty]
    as $names
  | $services[0].items[]?
  | select(.spec.selector // {} | . != {} and all(to_entries[];
      $template.metadata.labels[.key] == .value))
  | .metadata.name as $service
  | .spec.ports[]?
  | select(.protocol // "TCP" | . == "TCP")
  | (.targetPort // .port) as $to
  | select($to == $app.port or any($names[]; . == $to)
      or .port == $port or .name == $port)
  | . + {$service};
# Of such a port: how it is asked.
def scheme:
  if .appProtocol == "https" or .port == 443 or .name == "https" then "https" else "http" end;
def url: "\(scheme)://\(.service).\($app.namespace):\(.port)/";
# Whether every one of them says that they are HTTP.
def says_http: [ports_to_app.appProtocol] | . != [] and all(. == "http");
