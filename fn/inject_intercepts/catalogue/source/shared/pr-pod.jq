$plan[0] as $plan

| def refuse($text):
    "__TASK__: pr-pod-template is deployment, and the pods of \($app.app) \($text)\n"
    | halt_error(1);

# include: mesh.jq

# include: ../__TASK__/own-pr-pod.jq

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

# No identity, no place of its own on a node.
def without_identity:
  del(.serviceAccountName, .serviceAccount, .nodeName, .hostname, .subdomain)
  | del(.containers[].ports[]?.hostPort)
  | if .volumes then .volumes |= map(
      if .projected then
        .projected.sources |= map(select(has("serviceAccountToken") | not))
        | if .projected.sources == [] then {name, emptyDir: {}} else . end
      else . end) else . end;

def with_build($i):
  .containers[$i] |= (.image = $app.image
    | if $plan.resources then .resources = $plan.resources else . end
    | own_container);
def with_pull_secrets:
  if $plan["pull-secrets"] == [] then . else
    .imagePullSecrets |= ((. // []) + ($plan["pull-secrets"] | map({name: .})) | unique) end;

def from_deployment:
  $target.spec.template.spec
  | if .hostNetwork or .hostPID or .hostIPC then
      refuse("share the network or the processes of their node, which no PR pod may")
    else . end
  | without_identity | with_build(container_index);

def from_image:
  {
    containers: [{name: "app", ports: [{containerPort: $app.port}]}],
    securityContext: {seccompProfile: {type: "RuntimeDefault"}}
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
      else {} end) + {"tekton-intercepts.dev/app": $app.app} + own_annotations)
  },
  spec: (
    if $plan.template == "deployment" then from_deployment else from_image end
    | own_spec | with_pull_secrets
    | . + {
        automountServiceAccountToken: false,
        activeDeadlineSeconds: $plan["pod-deadline"],
        restartPolicy: "Always"
      }
  )
} | out_of_mesh
