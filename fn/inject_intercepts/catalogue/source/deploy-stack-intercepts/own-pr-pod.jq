# The client of Telepresence, and the token that it alone gets.
def client:
  {
    name: "telepresence-client",
    image: $plan.image,
    command: ["/bin/sh", "-c", env.CLIENT],
    env: [
      {name: "APP", value: $app.app},
      {name: "APP_NAMESPACE", value: $app.namespace},
      {name: "APP_PORT", value: "\($app.port)"},
      {name: "INTERCEPT_PORT", value:
        "\($app.port)\(if $app["service-port"] then ":\($app["service-port"])" else "" end)"},
      {name: "INTERCEPT_NAME", value: $app.pod},
      {name: "INTERCEPT_FILTER", value: $plan.filter},
      {name: "MANAGER_NAMESPACE", value: $plan["manager-namespace"]},
      {name: "SECURITY_CONTEXT", value: $plan["security-context"]},
      {name: "HOME", value: "/client"}
    ],
    resources: ($plan["client-resources"] // {}),
    securityContext: (if $plan["security-context"] == "net-admin" then
        {runAsUser: 0, runAsNonRoot: false, capabilities: {add: ["NET_ADMIN"]}}
      else {
        runAsUser: 0,
        runAsNonRoot: false,
        allowPrivilegeEscalation: false,
        capabilities: {drop: ["ALL"], add: ["NET_BIND_SERVICE"]},
        seccompProfile: {type: "RuntimeDefault"}
      } end),
    readinessProbe: {
      exec: {command: ["/bin/sh", "-c",
        "test -f /tmp/intercepted && telepresence status | grep -q \"^ *$INTERCEPT_NAME *: \""]},
      periodSeconds: 5,
      timeoutSeconds: 5
    },
    lifecycle: {preStop: {exec: {command: ["/bin/sh", "-c",
      "rm -f /tmp/intercepted; telepresence leave \"$INTERCEPT_NAME\"; telepresence quit"]}}},
    volumeMounts: ([
      {name: "intercept-token", readOnly: true,
        mountPath: "/var/run/secrets/kubernetes.io/serviceaccount"},
      # A client that starts again finds its session here.
      {name: "intercept-client", mountPath: "/client"}
    ] + if $plan["security-context"] == "net-admin" then
      [{name: "intercept-tun", mountPath: "/dev/net/tun"}] else [] end)
  };

def client_volumes:
  [
    {name: "intercept-token", projected: {sources: [
      {serviceAccountToken: {path: "token", expirationSeconds: 3600}},
      {configMap: {name: "kube-root-ca.crt", items: [{key: "ca.crt", path: "ca.crt"}]}}
    ]}},
    {name: "intercept-client", emptyDir: {}}
  ] + if $plan["security-context"] == "net-admin" then
    [{name: "intercept-tun", hostPath: {path: "/dev/net/tun", type: "CharDevice"}}]
  else [] end;

def own_annotations:
  {
    "tekton-intercepts.dev/header": $plan.header,
    "tekton-intercepts.dev/task-run": $plan["task-run"]
  };

def own_container: .;

def own_spec:
  # Processes in common would be files in common, the token too.
  del(.shareProcessNamespace)
  | .containers += [client]
  | .volumes += client_volumes
  # No container gets its token by itself; the client mounts it.
  | .serviceAccountName = $plan["service-account"]
  | .terminationGracePeriodSeconds = 60;
