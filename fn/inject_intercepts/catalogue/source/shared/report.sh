# shellcheck shell=bash disable=SC2154 # What a Task has of its own.
# include: ../__TASK__/own-report.sh

# What a pod has to say, for people who only see this log.
report() { # NAMESPACE POD
  printf '\n--- pod %s in %s\n' "$2" "$1"
  show kubectl -n "$1" get pod "$2" -o wide
  show kubectl -n "$1" get events --field-selector "involvedObject.name=$2"
  show kubectl -n "$1" logs "$2" --all-containers --prefix --tail=50
  kubectl -n "$1" logs "$2" --all-containers --prefix --tail=50 --previous 2>/dev/null || true
} >&2

# What kubectl answers, unless it is that there is nothing, which tells nobody of what.
show() { # COMMAND...
  local answer
  answer="$("$@" 2>&1)" || true
  [[ -z "$answer" || "$answer" == "No resources found"* ]] || printf '%s\n' "$answer"
}

# The cause comes first, and once more below what it is read from.
say_cause() { # WORD...
  printf '__TASK__: %s\n' "$*" >&2
}
fail_again() { # WORD...
  printf '\n' >&2
  fail "$* (what to do: $page#what-failures-look-like of inject-intercepts)"
}
