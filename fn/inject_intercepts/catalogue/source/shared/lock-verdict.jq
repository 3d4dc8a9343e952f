# include: lock-entries.jq
# include: lock-holds.jq
# include: app-protocol.jq

def of_run:
  "run \(.key) with \(.value.backend // "an unknown backend") "
  + "(TaskRun \(.value["task-run"] // "unknown"), "
  + "header \(.value.header // "unknown" | tojson))";

# Why two backends cannot be let in; the first of the other one stands for all.
def refusal($http):
  first | "\(of_run) has the app \($app.app) in \($app.namespace), and two backends on one app "
  + "at once break it for everybody. Try again when that run has ended"
  + if $http then
      ": it came before the port of the Service said appProtocol: http"
    else
      "; or let the port of the app\u0027s Service say appProtocol: http, which lets both in"
    end;

$plan[0] as $plan
| $lock[0] as $old
| ($old // {} | entries | to_entries | map(select(.key != $plan.run))) as $others
| [$others[] | select(holds | not) | .key] as $gone
| says_http as $http
| [$others[] | select(holds and .value.backend != $plan.backend)
    | select(($http and .value["app-protocol"] == "http") | not)] as $against
| {
    verb: (if $old then "replace" else "create" end),
    $gone,
    $http,
    refusal: (
      if $old and ($old.metadata.labels["tekton-intercepts.dev/lock"] != "app") then
        "the Lease \($app.lock) in \($app.namespace) is no lock of a deploy Task, and in the way of one"
      elif $against != [] then $against | refusal($http)
      else "" end),
    lease: (
      $old // {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: {
          name: $app.lock,
          namespace: $app.namespace,
          labels: {"tekton-intercepts.dev/lock": "app"},
          annotations: {"tekton-intercepts.dev/app": $app.app}
        }
      }
      | del(.metadata.managedFields)
      | .metadata.annotations[entry_of($plan.run)] = ({
          backend: $plan.backend,
          "task-run": $plan["task-run"],
          header: $plan.header,
          since: (now | floor | todate)
        } + if $http then {"app-protocol": "http"} else {} end | tojson)
      | without($gone))
  }
