# By what one sees of a pod, later, whether it was there all the time: no clock is compared with
# another. `ready` is the moment since when it is; null where it is not.
def fate:
  {
    uid: .metadata.uid,
    ready: first(
      (select(.metadata.deletionTimestamp == null) | .status.conditions[]?
        | select(.type == "Ready" and .status == "True") | .lastTransitionTime), null),
    restarts: ([.status.containerStatuses[]? | {(.name): .restartCount}] | add // {})
  };

# Whether an agent works for the proxy of an app, among pods.
def has_agent($pods):
  . as $proxy
  | any($pods[]; .metadata.labels["tekton-intercepts.dev/proxy"] == $proxy
      and .metadata.deletionTimestamp == null and .status.phase == "Running");
