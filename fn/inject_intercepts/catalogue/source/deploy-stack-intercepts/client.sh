#!/bin/sh
# The first process of its container: it must see to it that it can be ended.
intercepted=/tmp/intercepted
credentials=/var/run/secrets/kubernetes.io/serviceaccount

# Sleeps so that a signal ends it.
nap() {
  sleep "$1" &
  wait "$!"
}

# Whether the daemon has the intercept. `status` only looks, where `list` starts a daemon that
# is not there, and without its name. It also tells the manager that this session is in use.
has_intercept() {
  timeout 5 telepresence status | grep -q "^ *$INTERCEPT_NAME *: "
}

# A pod that is deleted has taken leave already, by preStop: `leave` would start a daemon anew.
stop() {
  trap '' TERM INT
  rm -f "$intercepted"
  if has_intercept; then telepresence leave "$INTERCEPT_NAME"; fi
  telepresence quit
  exit "$1"
}
trap 'stop 0' TERM INT

# By this file Telepresence knows that it is in a container; then it needs no network
# device, as long as it reaches pods and Services without one.
[ "$SECURITY_CONTEXT" = net-admin ] || touch /.dockerenv

host=$KUBERNETES_SERVICE_HOST
case $host in *:*) host="[$host]" ;; esac
mkdir -p "$HOME/.kube"
cat >"$HOME/.kube/config" <<CONFIG
apiVersion: v1
kind: Config
current-context: cluster
contexts: [{name: cluster, context: {cluster: cluster, user: client, namespace: "$APP_NAMESPACE"}}]
clusters: [{name: cluster, cluster: {server: "https://$host:$KUBERNETES_SERVICE_PORT",
  certificate-authority: $credentials/ca.crt}}]
users: [{name: client, user: {tokenFile: $credentials/token}}]
CONFIG

# No reports to its makers: nothing in the environment switches them off.
mkdir -p "$HOME/.config/telepresence"
echo 'usage: {enabled: false}' >"$HOME/.config/telepresence/config.yml"

rm -f "$intercepted"
echo "waiting for the app on port $APP_PORT"
until nc -z 127.0.0.1 "$APP_PORT"; do nap 1; done

# With /.dockerenv the daemon keeps its state in a file named after the cluster's context, and
# the command line looks for it under `daemon`: without the name it takes a daemon that lives
# for a stale one after six seconds, and starts another (seen with 2.31.2).
take_intercept() {
  telepresence connect --name daemon \
    --namespace "$APP_NAMESPACE" --mapped-namespaces "$APP_NAMESPACE" \
    --manager-namespace "$MANAGER_NAMESPACE" &&
    { telepresence leave "$INTERCEPT_NAME" >/dev/null 2>&1 || true; } &&
    telepresence intercept "$INTERCEPT_NAME" --workload "$APP" --port "$INTERCEPT_PORT" \
      --http-header "$INTERCEPT_FILTER" --mount=false
}

# Says which connections there are to the app from within its pod, which are those of the
# intercept, where they are others than before: by that the Task knows that a request came
# here. Of many it says no more than that: tests would fill the log.
told=unknown
app_address=$(printf '0100007F:%04X' "$APP_PORT")
tell_connections() {
  now=
  # What is left of a connection is the side that ended it, ours or the app's; and an app that
  # listens on all addresses may have it as IPv6.
  while read -r _ from to _; do
    case "$from $to" in
      *0100007F:*" "*"$app_address") port=${from##*:} ;;
      *"$app_address "*0100007F:*) port=${to##*:} ;;
      *) continue ;;
    esac
    case "$now " in *" $port "*) ;; *) now="$now $port" ;; esac
    [ "${#now}" -le 100 ] || break
  done <<CONNECTIONS
$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
CONNECTIONS
  [ "${#now}" -le 100 ] || now=' many'
  if [ "$now" != "$told" ]; then
    echo "connections to the app:$now"
    told=$now
  fi
}

lost=
while true; do
  tries=0
  until take_intercept; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || stop 1
    nap 5
  done
  # The probe sees in 15 seconds what is not there: what was lost, the pod's state must show.
  [ -z "$lost" ] || nap 20
  touch "$intercepted"

  # Three looks without the intercept, and the daemon has died or lost it.
  missed=0
  while [ "$missed" -lt 3 ]; do
    for _ in 1 2 3 4 5; do
      tell_connections
      nap 1
    done
    if has_intercept; then
      missed=0
    else
      missed=$((missed + 1))
    fi
  done
  rm -f "$intercepted"
  lost=yes
  echo "the daemon has the intercept no more: connecting again"
done
