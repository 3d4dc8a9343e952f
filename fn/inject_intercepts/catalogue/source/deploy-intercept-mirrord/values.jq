# Tekton hands results on in termination messages. A pod has 12 KiB for those of all
# its containers: these five steps, and the two by which Tekton prepares them. In
# each, 109 bytes are its own.
def result_limit: 12288 / __CONTAINERS__ - 109 | floor;

# include: ../shared/checks.jq

# The filter of mirrord is a regular expression over "name: value", found anywhere in
# it and in any case. So: both ends, and the value in this case. [{] instead of \{,
# since the config is also a template in which {{, {% and {# mean something.
def escaped: gsub("(?<c>[\\\\.+*?()\\[\\]}^|])"; "\\\(.c)") | gsub("[{]"; "[{]");
# include: ../shared/header.jq

# include: ../shared/stack.jq

def port($field):
  . as {$app, $own, $defaults}
  | ($own[$field] | if . == null then $defaults[$field] else . end)
  | if . == null then
      refuse("stack-json: the app \($app) has no \($field), and neither have the defaults")
    else . end
  | (if type == "string" and test("\\A[0-9]{1,5}\\z") then tonumber else . end)
  | if type == "number" and . == floor and . >= 1 and . <= 65535 then .
    else refuse("stack-json: \($field) of \($app) must be a port; got \(shown)") end;

# include: ../shared/namespace.jq

def planned($stack; $images):
  . as $app
  | if dns_name and length <= 253 then . else
      refuse("build-apps: an app must have the name of a Deployment; got \(shown)") end
  | [$stack.apps[] | select(.name == $app)]
  | if length != 1 then
      refuse("stack-json must have the app \($app) of build-apps once; it is there \(length) times")
    else {$app, own: first, defaults: $stack.defaults} end
  | {$app, namespace: namespace, port: port("container-port"), image: $images[$app]}
  | if .image == null then refuse("built-images has no image for \($app)")
    elif .image | type == "string" and image_name then .
    else refuse("built-images: \($app) must have the name of an image; got \(.image | shown)") end;

stack as $stack
| parsed("BUILT_IMAGES"; "built-images") as $images
| if ($images | type) != "object" then refuse("built-images must be a JSON map") else . end
| header as $header
| {
    backend: "mirrord",
    run: run_id,
    header: "\($header.name): \($header.value)",
    filter: "^\($header.name | escaped): (?-i:\($header.value | escaped))$",
    "result-limit": result_limit,
    "mirrord-image": named("MIRRORD_IMAGE"; "mirrord-image"; image_name; "the name of an image"),
    "agent-image": named("AGENT_IMAGE"; "agent-image"; . == "" or image_name; "the name of an image"),
    "service-account": named("PROXY_SERVICE_ACCOUNT"; "proxy-service-account"; dns_name; "a DNS name"),
    replicas: one_of("REPLICAS"; "replicas"; ["fail", "warn"]),
    template: one_of("PR_POD_TEMPLATE"; "pr-pod-template"; ["image", "deployment"]),
    wait: seconds("WAIT"; "wait"),
    "ready-timeout": seconds("READY_TIMEOUT"; "ready-timeout"),
    "pod-deadline": seconds("POD_DEADLINE"; "pod-deadline"),
    "task-run": env.TASK_RUN_NAME,
    chain: (env.PROPAGATION_CHAIN | [splits("\\s+")] | map(select(dns_name))),
    # In this order every run takes its apps, so that no two wait for each other.
    apps: ([env.BUILD_APPS | splits("\\s+") | select(. != "")] | unique
      | map(planned($stack; $images)) | sort_by([.namespace, .app]))
  }
| if .apps == [] then refuse("build-apps names no app: nothing would be intercepted")
  elif .["pod-deadline"] < 1 or .["ready-timeout"] < 1 then
    refuse("pod-deadline and ready-timeout must be at least 1")
  else . end
