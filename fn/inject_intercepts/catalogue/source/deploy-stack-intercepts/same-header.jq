.items[].metadata
| select(.labels["tekton-intercepts.dev/run"] != $plan[0].run)
| select(.annotations["tekton-intercepts.dev/app"] == $app.app)
| select(.annotations["tekton-intercepts.dev/header"] == $plan[0].header)
| "run \(.labels["tekton-intercepts.dev/run"]) has the same header on \($app.app): "
  + "this one waits until it has ended (pod \(.namespace)/\(.name))"
