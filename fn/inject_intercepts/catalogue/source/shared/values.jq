# Tekton hands results on in termination messages. A pod has 12 KiB for those of all
# its containers: the steps, and the two by which Tekton prepares them. In each, 109
# bytes are its own.
def result_limit: 12288 / __CONTAINERS__ - 109 | floor;

# include: checks.jq

# include: header.jq

# include: stack.jq

# ------------------------------------------------------- what the backend has

# include: ../__TASK__/own-values.jq

# ------------------------------------------------------------------- the plan

def planned($stack; $images):
  . as $app
  | if dns_name and length <= 253 then . else
      refuse("build-apps: an app must have the name of a Deployment; got \(shown)") end
  | [$stack.apps[] | select(.name == $app)]
  | if length != 1 then
      refuse("stack-json must have the app \($app) of build-apps once; it is there \(length) times")
    else {$app, own: first, defaults: $stack.defaults} end
  | {$app, namespace: namespace, port: port("container-port"), image: $images[$app]} + own_of_app
  | if .image == null then refuse("built-images has no image for \($app)")
    elif .image | type == "string" and image_name then .
    else refuse("built-images: \($app) must have the name of an image; got \(.image | shown)") end;

stack as $stack
| parsed("BUILT_IMAGES"; "built-images") as $images
| if ($images | type) != "object" then refuse("built-images must be a JSON map") else . end
| header as $header
| {
    run: run_id,
    header: "\($header.name): \($header.value)",
    "result-limit": result_limit,
    template: one_of("PR_POD_TEMPLATE"; "pr-pod-template"; ["image", "deployment"]),
    resources: resources("PR_POD_RESOURCES"; "pr-pod-resources"),
    "pull-secrets": names_of("PULL_SECRETS"; "pull-secrets"),
    prove: one_of("PROVE"; "prove"; ["warn", "fail", "off"]),
    "prove-url": named("PROVE_URL"; "prove-url"; . == "" or url; "a URL such as http://front.staging/"),
    mesh: one_of("MESH"; "mesh"; ["as-is", "out"]),
    settle: seconds("SETTLE"; "settle"),
    "ready-timeout": seconds("READY_TIMEOUT"; "ready-timeout"),
    "pod-deadline": seconds("POD_DEADLINE"; "pod-deadline"),
    "task-run": env.TASK_RUN_NAME,
    chain: (env.PROPAGATION_CHAIN | [splits("\\s+")] | map(select(dns_name))),
    # In this order every run takes its apps, so that no two wait for each other.
    apps: ([env.BUILD_APPS | splits("\\s+") | select(. != "")] | unique
      | map(planned($stack; $images)) | sort_by([.namespace, .app]))
  } + own_of_run($header)
| if .apps == [] then refuse("build-apps names no app: nothing would be intercepted")
  elif .["pod-deadline"] < 1 or .["ready-timeout"] < 1 then
    refuse("pod-deadline and ready-timeout must be at least 1")
  else . end
