# ------------------------------------------------------------- the stack

def stack:
  parsed("STACK_JSON"; "stack-json")
  | if type != "object" then refuse("stack-json must be a JSON map") else . end
  | (.defaults // {}) as $defaults | (.apps // []) as $apps
  | if ($defaults | type) != "object" then refuse("stack-json: defaults must be a map")
    elif ($apps | type) != "array" or any($apps[]; type != "object") then
      refuse("stack-json: apps must be a list of maps")
    else {defaults: $defaults, apps: $apps} end;

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

def namespace:
  . as {$app, $own, $defaults}
  | ([$own.namespace, $defaults.namespace, env.DEFAULT_NAMESPACE] | map(values) | first)
  | if type == "string" and dns_label then .
    else refuse("the namespace of \($app) must be a DNS label; got \(shown)") end;
