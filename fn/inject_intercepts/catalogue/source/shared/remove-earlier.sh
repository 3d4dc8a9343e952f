# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
ours="tekton-intercepts.dev/run=$run"
remove() { # KIND SELECTOR [OPTION]
  local answer
  for namespace in $namespaces; do
    answer="$(kubectl -n "$namespace" delete "$1" -l "$2" "${@:3}" \
      --ignore-not-found --wait --timeout=120s)" ||
      fail "an earlier attempt left $1 with $2 in $namespace, and they do not go"
    [[ -z "$answer" || "$answer" == "No resources found"* ]] || printf '%s\n' "$answer"
  done
}

source release.sh

# When nothing of this run is in the apps any more.
release_earlier() {
  local error
  for namespace in $namespaces; do
    release "$namespace" "[\"$run\"]" ||
      fail "cannot take an earlier attempt out of the locks in $namespace (see rbac/): $error"
  done
}
