def namespace:
  . as {$app, $own, $defaults}
  | ([$own.namespace, $defaults.namespace, env.DEFAULT_NAMESPACE] | map(values) | first)
  | if type == "string" and dns_label then .
    else refuse("the namespace of \($app) must be a DNS label; got \(shown)") end;
