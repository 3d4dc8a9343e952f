def read($variable; $param):
  try (env[$variable] | fromjson | if type == "object" then . else error("no map") end)
  catch {unread: "\($param) cannot be read, and is left out: \(tojson | .[:120])"};
def dns_label: type == "string" and test("\\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\z");
def dns_name:
  type == "string" and length < 254 and test("\\A[a-z0-9]([-a-z0-9.]*[a-z0-9])?\\z");

read("DEPLOYED_PODS"; "deployed-pods") as $pods
| read("STACK_JSON"; "stack-json") as $stack
| [$stack | .defaults?.namespace?, (.apps | arrays | .[] | objects | .namespace)]
  as $of_stack
| ($configmap.data.namespaces // "" | split(" ") | map(select(dns_label)) | unique) as $sure
| [$configmap.data.backend // empty, (env.INTERCEPT_BACKEND | select(. != ""))] as $backends
| {
    # Where the deploy Task was, and where it could have been.
    sure: $sure,
    maybe: ($of_stack + [env.DEFAULT_NAMESPACE] | map(select(dns_label)) | unique - $sure),
    # Of backends that make pods alone no rights over Jobs and ConfigMaps are needed.
    jobs: ($backends | if . == [] then "maybe" else . - __JQ_PODS_ALONE__ != [] end),
    pods: ($pods | if .unread then [] else [.[] | select(dns_name)] | unique end),
    notes: [$pods.unread, $stack.unread | strings]
  }
