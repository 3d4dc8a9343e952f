# Tekton hands results on in termination messages. A pod has 12 KiB for those of all
# its containers: these four steps, and the two by which Tekton prepares them. In
# each, 109 bytes are its own.
def result_limit: 12288 / __CONTAINERS__ - 109 | floor;

# include: ../shared/checks.jq

# Telepresence compares a value as it is, unless a character of it means something in a
# regular expression: then it is one, found anywhere in the header. So: both ends. \x2C
# for a comma, since the flag is a list; and so for whatever else is no letter.
def hex: [. / 16, . % 16] | map(floor | "0123456789ABCDEF"[.:. + 1]) | join("");
def expression:
  if test("\\A[A-Za-z0-9_-]+\\z") then . else
    "^" + ([explode[] | . as $c | [.] | implode
      | if test("[A-Za-z0-9_-]") then . else "\\x\($c | hex)" end] | join("")) + "$"
  end;
# include: ../shared/header.jq

# include: ../shared/stack.jq

def own($field):
  .defaults[$field] as $default | .own[$field] | if . == null then $default else . end;

def port($field):
  . as {$app}
  | own($field)
  | if . == null then
      refuse("stack-json: the app \($app) has no \($field), and neither have the defaults")
    else . end
  | (if type == "string" and test("\\A[0-9]{1,5}\\z") then tonumber else . end)
  | if type == "number" and . == floor and . >= 1 and . <= 65535 then .
    else refuse("stack-json: \($field) of \($app) must be a port; got \(shown)") end;

# A port of the Service, by number or name. None: that of the only Service there is.
def service_port:
  . as {$app}
  | own("service-port")
  | if . == null or (type == "string" and test("\\A(?=.*[a-z])[a-z0-9-]{1,15}\\z")) then .
    else {$app, own: {"service-port": .}, defaults: {}} | port("service-port") end;

# include: ../shared/namespace.jq

def planned($stack; $images):
  . as $app
  | if dns_name and length <= 253 then . else
      refuse("build-apps: an app must have the name of a Deployment; got \(shown)") end
  | [$stack.apps[] | select(.name == $app)]
  | if length != 1 then
      refuse("stack-json must have the app \($app) of build-apps once; it is there \(length) times")
    else {$app, own: first, defaults: $stack.defaults} end
  | {$app, namespace: namespace, port: port("container-port"),
      "service-port": service_port, image: $images[$app]}
  | if .image == null then refuse("built-images has no image for \($app)")
    elif .image | type == "string" and image_name then .
    else refuse("built-images: \($app) must have the name of an image; got \(.image | shown)") end;

stack as $stack
| parsed("BUILT_IMAGES"; "built-images") as $images
| if ($images | type) != "object" then refuse("built-images must be a JSON map") else . end
| header as $header
| {
    backend: "telepresence",
    run: run_id,
    header: "\($header.name): \($header.value)",
    filter: "\($header.name):\($header.value | expression)",
    "result-limit": result_limit,
    image: named("TELEPRESENCE_IMAGE"; "telepresence-image"; image_name; "the name of an image"),
    "security-context":
      one_of("CLIENT_SECURITY_CONTEXT"; "client-security-context"; ["baseline", "net-admin"]),
    "service-account":
      named("CLIENT_SERVICE_ACCOUNT"; "client-service-account"; dns_name; "a DNS name"),
    "manager-namespace":
      named("MANAGER_NAMESPACE"; "manager-namespace"; dns_label; "a DNS label"),
    template: one_of("PR_POD_TEMPLATE"; "pr-pod-template"; ["image", "deployment"]),
    "ready-timeout": seconds("READY_TIMEOUT"; "ready-timeout"),
    "pod-deadline": seconds("POD_DEADLINE"; "pod-deadline"),
    "task-run": env.TASK_RUN_NAME,
    chain: (env.PROPAGATION_CHAIN | [splits("\\s+")] | map(select(dns_name))),
    apps: ([env.BUILD_APPS | splits("\\s+") | select(. != "")] | unique
      | map(planned($stack; $images)) | sort_by([.namespace, .app]))
  }
| if .apps == [] then refuse("build-apps names no app: nothing would be intercepted")
  elif .["pod-deadline"] < 1 or .["ready-timeout"] < 1 then
    refuse("pod-deadline and ready-timeout must be at least 1")
  else . end
