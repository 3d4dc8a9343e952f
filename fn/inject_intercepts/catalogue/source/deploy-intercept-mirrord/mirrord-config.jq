$plan[0] as $plan
| {
    target: {path: "deployment/\($app.app)", namespace: $app.namespace},
    operator: false,
    telemetry: false,
    api: false,
    # A session whose agent is silent ends at the second ping, and so its proxy: until then it
    # looks well. Its default, 30 s, lets it look so for up to a minute.
    internal_proxy: {ping_interval: 10},
    agent: ({
      namespace: (if $plan["agent-namespace"] == "" then $app.namespace
        else $plan["agent-namespace"] end),
      labels: {"tekton-intercepts.dev/run": $plan.run, "tekton-intercepts.dev/proxy": $app.proxy},
      # So that a proxy whose agent does not start can say so, and try again, in time.
      startup_timeout: ([[$plan["ready-timeout"] / 2 | floor, 120] | min, 1] | max),
      check_out_of_pods: false,
      # Long enough that its last words can be read.
      ttl: 60,
      # It would change the answers to other people too.
      override_cache_control: false
    } + if $plan["agent-image"] == "" then {} else {image: $plan["agent-image"]} end
      + if $plan["agent-resources"] then {resources: $plan["agent-resources"]} else {} end
      + if $plan["agent-privileged"] then {privileged: true} else {} end
      + if $plan["flush-connections"] then {} else {flush_connections: false} end
      + if $plan["pull-secrets"] == [] then {} else
          {image_pull_secrets: ($plan["pull-secrets"] | map({name: .}))} end),
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
