"\(.metadata.namespace)/\(.metadata.name) of run "
  + "\(.metadata.labels["tekton-intercepts.dev/run"] // "(no run)") "
  + "(TaskRun \(.metadata.annotations["tekton-intercepts.dev/task-run"] // "unknown"), "
  + "header \(.metadata.annotations["tekton-intercepts.dev/header"] // "unknown" | tojson))"
