# For each app of a run that was noted: whether its intercept was there all the time. Of what is
# noted and what is now, no clock is compared with another.
# include: ../shared/pod-fate.jq

def last_start: .state.running.startedAt // .lastState.terminated.finishedAt // empty;

# What a pod went through, as {there, restarts: {CONTAINER: TIMES}, changed, said: []}.
def course($pods; $namespace):
  .key as $name | .value as $before
  | first(($pods[] | select(.metadata.name == $name and .metadata.namespace == $namespace)), null)
    as $pod
  | if $pod == null or $pod.metadata.uid != $before.uid then
      {there: false, restarts: {}, changed: true, said: ["gone"]}
    else
      ($pod | fate) as $now
      | ($now.restarts | with_entries(.value -= ($before.restarts[.key] // 0) | select(.value > 0)))
        as $restarts
      | {
          there: ($now.ready != null),
          $restarts,
          changed: ($now.ready != $before.ready or $restarts != {}),
          said: (
            [$restarts | to_entries[] | . as $of
              | [$pod.status.containerStatuses[] | select(.name == $of.key) | last_start] as $last
              | "restarts of \($of.key): \($of.value)"
                + ($last | if . == [] then "" else ", the last at \(first)" end)]
            + if $pod.metadata.deletionTimestamp then ["being deleted"]
              elif $pod.status.phase == "Failed" or $pod.status.phase == "Succeeded" then
                ["ended (\($pod.status.reason // $pod.status.phase))"]
              elif $now.ready == null then
                ["not ready since " + first(($pod.status.conditions[]? | select(.type == "Ready")
                  | .lastTransitionTime), "it was made")]
              elif $now.ready != $before.ready then ["not ready until \($now.ready)"]
              else [] end)
        }
    end
  | .pod = $name
  | .not_ready = [$pod.status.containerStatuses[]? | select(.ready | not) | .name];

# Whether it was the intercept, or else the new build beside it, that is not there, or was not.
# Where nothing tells, the worse of the two.
def is_of($holder; $containers):
  .pod == $holder.pod
  and ($containers == [] or any($containers[]; . == $holder.container));

[$pods[].items[]] as $pods
| if type == "object" then to_entries[] else error("no map") end
| .key as $app | .value
| .holder as $holder
| "\($app) in \(.namespace)" as $where
| [.namespace as $namespace | .pods | to_entries[] | course($pods; $namespace)] as $courses
| (.agent and ($holder.pod | has_agent($pods) | not)) as $agent_gone
| ([$courses[] | select(.said != []) | "\(.pod): \(.said | join(", "))"]
  + if $agent_gone then ["\($holder.pod): its agent is gone"] else [] end | join("; ")) as $said
| if $agent_gone or any($courses[]; (.there | not) and is_of($holder; .not_ready)) then
    "warning: the intercept of \($where) is not there any more (\($said)): what was tested since "
    + "then may be the old build"
  elif any($courses[]; .there and .changed and is_of($holder; .restarts | keys)) then
    "warning: the intercept of \($where) was lost and taken again since the deploy (\($said)): "
    + "what was tested between may be the old build"
  elif any($courses[]; .changed or (.there | not)) then
    "warning: the new build of \($where) was not there all the time since the deploy (\($said)): "
    + "requests with the header may have failed"
  else "the intercept of \($where) was there all the time since the deploy" end
