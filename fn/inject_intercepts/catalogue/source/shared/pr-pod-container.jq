# Which container the build belongs in: that with the port, else the usual one.
def container_index:
    [.containers | to_entries[] | select(any(.value.ports[]?; .containerPort == $app.port))
      | .key] as $with_port
    | ($target.spec.template.metadata.annotations["kubectl.kubernetes.io/default-container"]
      // "") as $usual
    | [.containers | to_entries[] | select(.value.name == $usual) | .key] as $named
    | ($with_port + $named + if .containers | length == 1 then [0] else [] end)[0]
    // refuse("have several containers, none of which has the port \($app.port) or is "
      + "named by the annotation kubectl.kubernetes.io/default-container");
