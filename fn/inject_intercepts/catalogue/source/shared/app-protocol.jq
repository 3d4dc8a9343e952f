# Whether every port of a Service by which requests come to the app says that they are HTTP.
def ports_to_app:
  $target.spec.template as $template
  | ($app["service-port"] // false) as $port
  | [$template.spec.containers[].ports[]? | select(.containerPort == $app.port) | .name // empty]
    as $names
  | $services[0].items[]
  | select(.spec.selector // {} | . != {} and all(to_entries[];
      $template.metadata.labels[.key] == .value))
  | .spec.ports[]?
  | select(.protocol // "TCP" | . == "TCP")
  | (.targetPort // .port) as $to
  | select($to == $app.port or any($names[]; . == $to)
      or .port == $port or .name == $port);
def says_http: [ports_to_app.appProtocol] | . != [] and all(. == "http");
