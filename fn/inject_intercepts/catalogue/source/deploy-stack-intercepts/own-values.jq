# Telepresence compares a value as it is, unless a character of it means something in a
# regular expression: then it is one, found anywhere in the header. So: both ends. \x2C
# for a comma, since the flag is a list; and so for whatever else is no letter.
def hex: [. / 16, . % 16] | map(floor | "0123456789ABCDEF"[.:. + 1]) | join("");
def expression:
  if test("\\A[A-Za-z0-9_-]+\\z") then . else
    "^" + ([explode[] | . as $c | [.] | implode
      | if test("[A-Za-z0-9_-]") then . else "\\x\($c | hex)" end] | join("")) + "$"
  end;

# A port of the Service, by number or name. None: that of the only Service there is.
def service_port:
  . as {$app}
  | own("service-port")
  | if . == null or (type == "string" and test("\\A(?=.*[a-z])[a-z0-9-]{1,15}\\z")) then .
    else {$app, own: {"service-port": .}, defaults: {}} | port("service-port") end;

def own_of_app: {"service-port": service_port};

def own_of_run($header):
  {
    backend: "telepresence",
    filter: "\($header.name):\($header.value | expression)",
    image: named("TELEPRESENCE_IMAGE"; "telepresence-image"; image_name; "the name of an image"),
    "client-resources": resources("CLIENT_RESOURCES"; "client-resources"),
    "security-context":
      one_of("CLIENT_SECURITY_CONTEXT"; "client-security-context"; ["baseline", "net-admin"]),
    "service-account":
      named("CLIENT_SERVICE_ACCOUNT"; "client-service-account"; dns_name; "a DNS name"),
    "manager-namespace":
      named("MANAGER_NAMESPACE"; "manager-namespace"; dns_label; "a DNS label")
  };
