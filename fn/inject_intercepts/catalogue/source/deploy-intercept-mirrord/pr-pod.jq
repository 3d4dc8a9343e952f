$plan[0] as $plan

| def refuse($text):
    "__TASK__: pr-pod-template is deployment, and the pods of \($app.app) \($text)\n"
    | halt_error(1);

# include: ../shared/pr-pod-container.jq

# No identity, no place of its own on a node.
def without_identity:
  del(.serviceAccountName, .serviceAccount, .nodeName, .hostname, .subdomain)
  | del(.containers[].ports[]?.hostPort)
  | if .volumes then .volumes |= map(
      if .projected then
        .projected.sources |= map(select(has("serviceAccountToken") | not))
        | if .projected.sources == [] then {name, emptyDir: {}} else . end
      else . end) else . end
  | .terminationGracePeriodSeconds |= ([. // 30, 30] | min);

# Ready means that the port is open, unless the app has a test of its own.
def with_build($i):
  .containers[$i].image = $app.image
  | if .containers[$i].readinessProbe then . else .containers[$i].readinessProbe =
      {tcpSocket: {port: $app.port}, periodSeconds: 2, failureThreshold: 30} end;

def from_deployment:
  $target.spec.template.spec
  | if .hostNetwork or .hostPID or .hostIPC then
      refuse("share the network or the processes of their node, which no PR pod may")
    else . end
  | without_identity | with_build(container_index);

def from_image:
  {
    containers: [{name: "app", ports: [{containerPort: $app.port}]}],
    securityContext: {seccompProfile: {type: "RuntimeDefault"}},
    terminationGracePeriodSeconds: 30
  } | with_build(0);

{
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: $app.pod,
    namespace: $app.namespace,
    # None that a Service of the app selects.
    labels: {
      "tekton-intercepts.dev/run": $plan.run,
      "managed-by": "tekton-job-standardization"
    },
    annotations: ((
      if $plan.template == "deployment" then
        $target.spec.template.metadata.annotations // {}
        | with_entries(select(.key | test("telepresence") | not))
      else {} end) + {"tekton-intercepts.dev/app": $app.app})
  },
  spec: ((if $plan.template == "deployment" then from_deployment else from_image end) + {
    automountServiceAccountToken: false,
    activeDeadlineSeconds: $plan["pod-deadline"],
    restartPolicy: "Always"
  })
}
