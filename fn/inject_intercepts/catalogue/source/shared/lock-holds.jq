# Of $pods: those of a run in the namespace of the app, and whether one of them goes on.
def pods_of($run): $pods[0].items | map(select(.metadata.labels["tekton-intercepts.dev/run"] == $run));
def goes_on($run):
  any(pods_of($run)[]; .status.phase != "Failed" and .status.phase != "Succeeded");
# Of an entry: whether its run has the app still. One that has just taken it is about to
# make its pod.
def holds:
  (.value.since | try fromdate catch 0) as $since
  | goes_on(.key) or (pods_of(.key) == [] and now - $since < 120);
