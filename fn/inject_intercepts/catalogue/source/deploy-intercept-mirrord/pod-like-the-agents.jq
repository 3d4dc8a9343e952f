# A pod as mirrord 3.250.0 has it made by the Job of its agent: what admission looks at.
{
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "mirrord-agent-\($plan[0].run)"[:63] | sub("[.-]\\z"; "x"),
    namespace: (if $plan[0]["agent-namespace"] == "" then $app.namespace
      else $plan[0]["agent-namespace"] end),
    labels: {app: "mirrord", "tekton-intercepts.dev/run": $plan[0].run}
  },
  spec: {
    hostPID: true,
    restartPolicy: "Never",
    volumes: [
      {name: "hostrun", hostPath: {path: "/run"}},
      {name: "hostvar", hostPath: {path: "/var"}}
    ],
    containers: [{
      name: "mirrord-agent",
      image: (if $plan[0]["agent-image"] == "" then "ghcr.io/metalbear-co/mirrord:3.250.0"
        else $plan[0]["agent-image"] end),
      securityContext: ({capabilities: {add: ["SYS_ADMIN", "SYS_PTRACE", "NET_ADMIN"]}}
        + if $plan[0]["agent-privileged"] then {privileged: true} else {} end),
      resources: ($plan[0]["agent-resources"] // {}),
      volumeMounts: [
        {name: "hostrun", mountPath: "/host/run"},
        {name: "hostvar", mountPath: "/host/var"}
      ]
    }]
  }
}
