{
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    $name,
    $namespace,
    labels: {"tekton-intercepts.dev/run": .run},
    annotations: {"tekton-intercepts.dev/task-run": .["task-run"]}
  },
  data: {
    backend,
    namespaces: ((.apps | map(.namespace)) + [.["agent-namespace"] // empty] + ($old.data.namespaces // "" | split(" "))
      | map(select(. != "")) | unique | join(" "))
  }
}
