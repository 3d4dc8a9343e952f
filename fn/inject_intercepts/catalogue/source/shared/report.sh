# shellcheck shell=bash
# What a pod has to say, for people who only see this log.
report() { # NAMESPACE POD
  printf '\n--- pod %s in %s\n' "$2" "$1"
  kubectl -n "$1" get pod "$2" -o wide || true
  kubectl -n "$1" get events --field-selector "involvedObject.name=$2" || true
  kubectl -n "$1" logs "$2" --all-containers --prefix --tail=50 || true
  kubectl -n "$1" logs "$2" --all-containers --prefix --tail=50 --previous 2>/dev/null || true
} >&2
