# ------------------------------------------------------------- the stack

def stack:
  parsed("STACK_JSON"; "stack-json")
  | if type != "object" then refuse("stack-json must be a JSON map") else . end
  | (.defaults // {}) as $defaults | (.apps // []) as $apps
  | if ($defaults | type) != "object" then refuse("stack-json: defaults must be a map")
    elif ($apps | type) != "array" or any($apps[]; type != "object") then
      refuse("stack-json: apps must be a list of maps")
    else {defaults: $defaults, apps: $apps} end;
