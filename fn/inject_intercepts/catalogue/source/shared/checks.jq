def refuse($text): "__TASK__: \($text)\n" | halt_error(1);
def shown: tojson | if length > 120 then .[:120] + "..." else . end;
def dns_name: test("\\A[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z");
def dns_label: test("\\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\z");
def url:
  length <= 2048
  and test("\\Ahttps?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(:[0-9]{1,5})?(/[!-~]*)?\\z");
def image_name: test("\\A[A-Za-z0-9][-A-Za-z0-9._:/@]{0,511}\\z");

def parsed($variable; $param):
  try (env[$variable] | fromjson) catch refuse("\($param) must be JSON: \(.)");
def seconds($variable; $param):
  env[$variable] | if test("\\A[0-9]{1,8}\\z") then tonumber
  else refuse("\($param) must be a number of seconds; got \(shown)") end;
# What a container may have, as Kubernetes writes it; null for nothing said.
def quantity:
  type == "number" or (type == "string" and test("\\A[0-9]+([.][0-9]+)?(m|[kMGTPE]i?|[eE][0-9]+)?\\z"));
def resources($variable; $param):
  if env[$variable] == "" then null else
    parsed($variable; $param)
    | if type == "object" and keys - ["limits", "requests"] == []
        and all(.[]; type == "object" and all(.[]; quantity)) then .
      else refuse("\($param) must be JSON like {\"requests\": {\"cpu\": \"10m\"}, "
        + "\"limits\": {\"memory\": \"256Mi\"}}; got \(shown)") end
  end;
def names_of($variable; $param):
  [env[$variable] | splits("\\s+") | select(. != "")]
  | if all(.[]; dns_name) then . else
      refuse("\($param) must be names, separated by blanks; got \(env[$variable] | shown)") end;
def one_of($variable; $param; $choices):
  env[$variable] | if . as $got | any($choices[]; . == $got) then .
  else refuse("\($param) must be one of: \($choices | join(", ")); got \(shown)") end;
def named($variable; $param; f; $what):
  env[$variable] | if f then . else refuse("\($param) must be \($what); got \(shown)") end;
