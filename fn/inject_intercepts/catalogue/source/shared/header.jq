def header:
  env.INTERCEPT_HEADER
  | if test(":") | not then
      refuse("intercept-header-value must be name:value; there is no colon in \(shown)")
    elif test("\\A[^:]*:[ \t]*\\z") then
      refuse("intercept-header-value has an empty value: \(shown)")
    elif length > 4096 then refuse("intercept-header-value is over 4096 characters")
    elif test("\\A[ \t]*[-!#%&\u0027*+.^_\u0060|~0-9A-Za-z]+[ \t]*:[ -#%-~\t]*\\z") | not then
      refuse("intercept-header-value must be name:value, the name as HTTP allows it and "
        + "the value of visible ASCII characters other than $, which Kubernetes would "
        + "expand; got \(shown)")
    else
      capture("\\A[ \t]*(?<name>[^: \t]+)[ \t]*:[ \t]*(?<value>.*[^ \t])[ \t]*\\z")
      | .name |= ascii_downcase
    end;

def run_id:
  (env.RUN_ID | if . == "" then env.TASK_RUN_UID else . end)
  | if test("\\A[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?\\z") and (contains("..") | not) then .
    else refuse("run-id must be 1 to 63 characters of a-z, 0-9, - and ., with a letter or "
      + "digit at both ends and no .. in it; got \(shown)") end;
