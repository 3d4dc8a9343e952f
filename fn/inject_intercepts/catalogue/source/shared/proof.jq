# Of what was asked and answered: what is seen, and what is missing to a proof, if anything.
def answered: if . == "" then "no answer" else sub("\\AHTTP/?[0-9.]* "; "") | .[:60] end;
def speaks_http: startswith("HTTP");
def arrived($after; $before): ($after[0] // []) - ($before[0] // []) != [];

any($before[0], $between[0], $after[0]; . == null) as $untold
| arrived($between; $before) as $too_many
| arrived($after; $between) as $reached
| ($way | split("\t")) as $url
| {
    proof: (
      if $way == "" or $cannot != "" then "\($name) in \($namespace) was not asked"
      else
        "proof: \($name) in \($namespace), asked as \($url[0])://\($url[4])\($url[3]): "
        + "with the header: \($with_it | answered)"
        + (if $untold then "" elif $reached then ", by the PR pod"
           else ", and nothing came to the PR pod" end)
        + "; without it: \($without_it | answered)"
        + (if $untold then "" elif $too_many then ", and the PR pod was asked"
           else ", not by the PR pod" end)
      end),
    missing: (
      if $way == "" then
        "no Service that leads to its port was found; set the param prove-url"
      elif $cannot != "" then $cannot
      elif $untold then "it cannot be told who answered"
      elif $with_it == "" and $without_it == "" and ($reached | not) then
        "nothing answers to this pod (a NetworkPolicy, mTLS, a name that is not known?)"
      elif $too_many then
        "the PR pod was asked without the header, too (by a probe of its own?)"
      elif $reached | not then
        "the request with the header did not reach the PR pod"
      elif $with_it == "" or $without_it == "" then
        "only one of the two requests was answered"
      elif [$with_it, $without_it] | all(speaks_http) | not then
        "what answers speaks no HTTP/1.1"
      else "" end)
  }
