# shellcheck shell=bash disable=SC2154,SC2034 # The step that sources it has these variables.
# The ConfigMap by which cleanup finds everything, before there is anything. An earlier
# attempt may have been elsewhere.
name="intercepts-$run"
old="$(kubectl -n "$RUN_NAMESPACE" get configmap "$name" --ignore-not-found -o json)" ||
  fail "cannot read ConfigMaps in $RUN_NAMESPACE: see rbac/"
jq --arg name "$name" --arg namespace "$RUN_NAMESPACE" --argjson old "${old:-null}" '
  # include: ../shared/configmap.jq' "$plan" >"$WORK_DIR/configmap.json"
verb=create
[[ -z "$old" ]] || verb=replace
kubectl "$verb" -f "$WORK_DIR/configmap.json"
namespaces="$(jq -r .data.namespaces "$WORK_DIR/configmap.json")"
