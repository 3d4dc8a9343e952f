# shellcheck shell=bash disable=SC2034 # The step that sources it uses this variable.
# Takes runs out of the locks in a namespace; a lock that nobody has any more goes. Only as
# it was read: what changed meanwhile is read again. Sets `error` where it fails.
release() { # NAMESPACE RUNS (a list in JSON; null: all)
  local tries found locks lock worked
  for (( tries = 0; tries < 20; tries++ )); do
    found="$(kubectl -n "$1" get leases -l tekton-intercepts.dev/lock=app -o json \
      2>"$WORK_DIR/release")" || { error="$(<"$WORK_DIR/release")"; return 1; }
    mapfile -t locks < <(jq -c --argjson runs "$2" '
      # include: release.jq' <<<"$found")
    (( ${#locks[@]} )) || return 0
    for lock in "${locks[@]}"; do
      jq .body <<<"$lock" >"$WORK_DIR/release.json"
      worked=yes
      case "$(jq -r .verb <<<"$lock")" in
        replace) kubectl replace -f "$WORK_DIR/release.json" ;;
        delete) kubectl delete -f "$WORK_DIR/release.json" --raw \
          "/apis/coordination.k8s.io/v1/namespaces/$1/leases/$(jq -r .lock <<<"$lock")" ;;
      esac >/dev/null 2>"$WORK_DIR/release" || worked=
      [[ -z "$worked" ]] || jq -r .said <<<"$lock"
    done
  done
  error="$(<"$WORK_DIR/release")"
  return 1
}
