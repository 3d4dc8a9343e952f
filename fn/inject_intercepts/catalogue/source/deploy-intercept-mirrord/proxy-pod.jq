$plan[0] as $plan |

# include: ../shared/mesh.jq

{
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: $app.proxy,
      namespace: $app.namespace,
      labels: {app: "mirrord-proxy", "tekton-intercepts.dev/run": $plan.run},
      annotations: {
        "tekton-intercepts.dev/app": $app.app,
        "tekton-intercepts.dev/header": $plan.header,
        "tekton-intercepts.dev/task-run": $plan["task-run"]
      }
    },
    spec: ({
      serviceAccountName: $plan["service-account"],
      # Or a Service named mirrord-something would set variables of mirrord.
      enableServiceLinks: false,
      # When the target is rolled out, mirrord ends; the next one finds the new pod.
      restartPolicy: "Always",
      activeDeadlineSeconds: $plan["pod-deadline"],
      terminationGracePeriodSeconds: 30,
      securityContext: ({
        runAsNonRoot: true,
        runAsUser: 1001,
        runAsGroup: 1001,
        seccompProfile: {type: "RuntimeDefault"}
      } + if $app.port < 1024 then
        # Where mirrord cannot bind the port it silently takes another.
        {sysctls: [{name: "net.ipv4.ip_unprivileged_port_start", value: "0"}]}
      else {} end),
      containers: [{
        name: "proxy",
        image: $plan["mirrord-image"],
        # Twice -d: socat says when it listens, which the agent must have confirmed.
        command: (
          ["mirrord", "exec", "-f", "/etc/mirrord/mirrord.json", "--", "socat", "-d", "-d"]
          + ["TCP-LISTEN:\($app.port),fork,reuseaddr"]
          + [if $ip | test(":") then "TCP6:[\($ip)]:\($app.port)"
             else "TCP:\($ip):\($app.port)" end]),
        env: [
          {name: "HOME", value: "/tmp"},
          {name: "MIRRORD_PROGRESS_MODE", value: "simple"},
          {name: "MIRRORD_CHECK_VERSION", value: "false"}
        ],
        resources: ($plan["proxy-resources"] // {}),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: {drop: ["ALL"]}
        },
        volumeMounts: [
          {name: "config", mountPath: "/etc/mirrord", readOnly: true},
          {name: "tmp", mountPath: "/tmp"}
        ]
      }],
      volumes: [
        {name: "config", configMap: {name: $app.config}},
        {name: "tmp", emptyDir: {}}
      ]
    } + if $plan["pull-secrets"] == [] then {} else
      {imagePullSecrets: ($plan["pull-secrets"] | map({name: .}))} end)
  }
  | out_of_mesh
