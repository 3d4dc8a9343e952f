# The ConfigMap of the run, with how its pods fare now, by app. Cleanup compares.
# include: pod-fate.jq
# include: ../__TASK__/own-holder.jq
[$pods[].items[]] as $pods
| .data.intercepts = ([$plan[0].apps[] | . as $app
    | holder($app) as $holder
    | {(.app): {
        namespace,
        $holder,
        agent: ($holder.pod | has_agent($pods)),
        pods: ([$pods[] | select(.metadata.namespace == $app.namespace
            and (.metadata.name == $app.pod or .metadata.name == $holder.pod))
          | {(.metadata.name): fate}] | add // {})
      }}] | add | tojson)
