#!/usr/bin/env bash
set -euo pipefail
plan="$WORK_DIR/plan.json"
label=tekton-intercepts.dev/run
mapfile -t runs < <(jq -r '.runs[]' "$plan")
mapfile -t namespaces < <(jq -r '.namespaces[]' "$plan")
mapfile -t problems < <(jq -r '.problems[] | gsub("\\s+"; " ")' "$plan")
mapfile -t foreign < <(jq -r '.foreign[]' "$plan")
# Of the built-in backends: what holds intercepts open, and what works inside the apps' pods.
proxies=(__SH_PROXIES__)
agents=(__SH_AGENTS__)
sweep="$(jq -r .sweep "$plan")"
jobs="$(jq -r .jobs "$plan")"
wait="$(jq -r .wait "$plan")"

source ../shared/release.sh

# The selectors of a kind of thing: in each run; with sweep also whosever it is.
selectors() { # LABEL=VALUE... (empty: whatever has the run's label)
  local run what
  for what in "$@"; do
    for run in "${runs[@]}"; do
      printf '%s\n' "${what:+$what,}$label=$run"
    done
    if [[ "$sweep" == namespace && -n "$what" ]]; then
      printf '%s\n' "$what"
    fi
  done
}

# With grace, never by force: an agent that is killed leaves rules in its app's network
# that lead nowhere, and a Telepresence client that is killed a session that hangs.
remove() { # KIND SELECTOR [OPTION]...
  local namespace deleted name
  for namespace in "${namespaces[@]}"; do
    deleted="$(kubectl -n "$namespace" delete "$1" -l "$2" "${@:3}" --ignore-not-found \
      --wait --timeout="${wait}s" -o name)" ||
      printf 'deleting %s with %s in %s did not work\n' "$1" "$2" "$namespace" >&2
    for name in $deleted; do
      [[ "$name" != */* ]] || printf 'deleted %s in %s\n' "$name" "$namespace"
    done
  done
}

remove_all() { # KIND LABEL=VALUE...
  local selector options=()
  # A Job goes when its pods have gone.
  [[ "$1" != jobs ]] || options=(--cascade=foreground)
  for selector in $(selectors "${@:2}"); do
    remove "$1" "$selector" "${options[@]}"
  done
}

# Agents end by themselves when their proxy has gone, and take their rules back.
agents_work() {
  local namespace selector
  for selector in $(selectors "${agents[@]}"); do
    for namespace in "${namespaces[@]}"; do
      kubectl -n "$namespace" get jobs -l "$selector" -o json |
        jq -e 'any(.items[]; (.status.active // 0) > 0)' >/dev/null && return 0
    done
  done
  return 1
}

if [[ "$jobs" == true ]]; then
  remove_all pods "${proxies[@]}"
  end=$(( SECONDS + (wait < 60 ? (wait + 1) / 2 : 30) ))
  while (( SECONDS < end )) && agents_work; do
    sleep 1
  done
  remove_all jobs "${agents[@]}" ''
  remove_all pods "${agents[@]}"
fi
# The PR pods last: until now, requests went to them.
remove_all pods managed-by=tekton-job-standardization ''
for pod in $(jq -r '.unlabelled[]' "$plan"); do
  if kubectl -n "${pod%%/*}" delete pod "${pod##*/}" --ignore-not-found --wait \
    --timeout="${wait}s" -o name >/dev/null; then
    printf 'deleted pod/%s in %s\n' "${pod##*/}" "${pod%%/*}"
  fi
done
# The run's own ConfigMap stays until everything else is known to be gone.
if [[ "$jobs" == true ]]; then
  remove_all configmaps "${proxies[@]}"
  for run in "${runs[@]}"; do
    remove configmaps "$label=$run" --field-selector="metadata.name!=intercepts-$run"
  done
fi

# A failed command may have done its work, and a successful one not: look.
left=()
look() { # KIND SELECTOR
  local namespace name found
  for namespace in "${namespaces[@]}"; do
    found="$(kubectl -n "$namespace" get "$1" -l "$2" -o name)" ||
      problems+=("cannot look for $1 in $namespace")
    for name in $found; do
      [[ "$name" == configmap/intercepts-* ]] || left+=("$name in $namespace")
    done
  done
}
kinds=pods
[[ "$jobs" != true ]] || kinds=pods,jobs,configmaps
for run in "${runs[@]}"; do
  look "$kinds" "$label=$run"
done
for pod in $(jq -r '.unlabelled[]' "$plan"); do
  name="$(kubectl -n "${pod%%/*}" get pod "${pod##*/}" --ignore-not-found -o name)" ||
    problems+=("cannot look for the pod $pod")
  [[ -z "$name" ]] || left+=("$name in ${pod%%/*}")
done
if [[ "$sweep" == namespace ]]; then
  look pods managed-by=tekton-job-standardization
  if [[ "$jobs" == true ]]; then
    for what in "${proxies[@]}"; do
      look pods "$what"
    done
    for what in "${agents[@]}"; do
      look jobs,pods "$what"
    done
  fi
fi

for text in "${left[@]}"; do
  problems+=("still there: $text")
done
# Whose intercepts are gone, holds no app. Where this account may not look for locks, the
# deploy Task could take none.
if (( ${#problems[@]} == 0 )); then
  released="$(jq -c 'if .sweep == "namespace" then null else .runs end' "$plan")"
  for namespace in "${namespaces[@]}"; do
    release "$namespace" "$released" || [[ "$error" == *"(Forbidden)"* ]] ||
      problems+=("cannot release the apps of the run in $namespace: ${error//[[:space:]]/ }")
  done
fi
if (( ${#problems[@]} == 0 )); then
  for run in "${runs[@]}"; do
    name="$(kubectl -n "$RUN_NAMESPACE" delete configmap "intercepts-$run" \
      --ignore-not-found -o name)"
    [[ "$name" != */* ]] || printf 'deleted %s in %s\n' "$name" "$RUN_NAMESPACE"
  done
  printf 'nothing is left\n'
fi
problems+=("${foreign[@]}")
if (( ${#problems[@]} )); then
  printf '__TASK__: %s\n' "${problems[@]}" >&2
  exit 1
fi
