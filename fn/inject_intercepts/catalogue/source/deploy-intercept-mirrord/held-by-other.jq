(.metadata.labels["tekton-intercepts.dev/run"] // "(none)") as $run
| (.metadata.annotations["tekton-intercepts.dev/header"] // "(none)") as $header
| select($run != $plan[0].run and $header != $plan[0].header)
| select(.status.phase != "Failed" and .status.phase != "Succeeded")
| "it is held by run \($run), TaskRun "
  + "\(.metadata.annotations["tekton-intercepts.dev/task-run"] // "(none)"), with the "
  + "header \($header | tojson) (proxy \(.metadata.namespace)/\(.metadata.name))"
