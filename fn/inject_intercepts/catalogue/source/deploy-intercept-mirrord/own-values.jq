# The filter of mirrord is a regular expression over "name: value", found anywhere in
# it and in any case. So: both ends, and the value in this case. [{] instead of \{,
# since the config is also a template in which {{, {% and {# mean something.
def escaped: gsub("(?<c>[\\\\.+*?()\\[\\]}^|])"; "\\\(.c)") | gsub("[{]"; "[{]");

def own_of_app: {};

def own_of_run($header):
  {
    backend: "mirrord",
    filter: "^\($header.name | escaped): (?-i:\($header.value | escaped))$",
    "mirrord-image": named("MIRRORD_IMAGE"; "mirrord-image"; image_name; "the name of an image"),
    "agent-image": named("AGENT_IMAGE"; "agent-image"; . == "" or image_name; "the name of an image"),
    "agent-resources": resources("AGENT_RESOURCES"; "agent-resources"),
    "agent-privileged": (one_of("AGENT_PRIVILEGED"; "agent-privileged"; ["false", "true"]) == "true"),
    "flush-connections":
      (one_of("FLUSH_CONNECTIONS"; "flush-connections"; ["true", "false"]) == "true"),
    "agent-namespace":
      named("AGENT_NAMESPACE"; "agent-namespace"; . == "" or dns_label; "a DNS label, or empty"),
    "proxy-resources": resources("PROXY_RESOURCES"; "proxy-resources"),
    "service-account": named("PROXY_SERVICE_ACCOUNT"; "proxy-service-account"; dns_name; "a DNS name"),
    replicas: one_of("REPLICAS"; "replicas"; ["fail", "warn"]),
    wait: seconds("WAIT"; "wait")
  };
