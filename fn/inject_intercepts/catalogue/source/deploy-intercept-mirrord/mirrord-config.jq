$plan[0] as $plan
| {
    target: {path: "deployment/\($app.app)", namespace: $app.namespace},
    operator: false,
    telemetry: false,
    api: false,
    agent: ({
      namespace: $app.namespace,
      labels: {"tekton-intercepts.dev/run": $plan.run},
      # So that a proxy whose agent does not start can say so, and try again, in time.
      startup_timeout: ([[$plan["ready-timeout"] / 2 | floor, 120] | min, 1] | max),
      check_out_of_pods: false,
      # Long enough that its last words can be read.
      ttl: 60,
      # It would change the answers to other people too.
      override_cache_control: false,
      resources: {
        requests: {cpu: "10m", memory: "64Mi"},
        limits: {cpu: "1", memory: "256Mi"}
      }
    } + if $plan["agent-image"] == "" then {} else {image: $plan["agent-image"]} end),
    feature: {
      env: false,
      fs: false,
      hostname: false,
      network: {
        dns: false,
        outgoing: false,
        incoming: {
          mode: "steal",
          ports: [$app.port],
          http_filter: {header_filter: $plan.filter}
        }
      }
    }
  } as $config
| {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: $app.config,
      namespace: $app.namespace,
      labels: {app: "mirrord-proxy", "tekton-intercepts.dev/run": $plan.run}
    },
    data: {"mirrord.json": ($config | tojson)}
  }
