[.status.initContainerStatuses[]?, .status.containerStatuses[]?] as $containers
| [$containers[].state.waiting.reason // empty] as $reasons
| if .metadata == null then "waiting it cannot be read"
  elif .metadata.labels["tekton-intercepts.dev/run"] != $run then "broken it is not of this run"
  elif .metadata.deletionTimestamp then "broken it is being deleted"
  elif .status.phase == "Failed" or .status.phase == "Succeeded" then
    "broken it has ended: \(.status.reason // .status.phase)"
  elif any($reasons[]; . == "ImagePullBackOff" or . == "InvalidImageName"
      or . == "ErrImageNeverPull" or . == "CreateContainerConfigError") then
    "broken \($reasons | join(", "))"
  elif any($containers[]; (.restartCount // 0) >= 3 and (.ready | not)) then
    "broken it ended \([$containers[].restartCount] | max) times"
  elif any(.status.conditions[]?; .type == "Ready" and .status == "True") then "ready -"
  else
    ($containers | map(select(.ready | not) | .name)) as $not_ready
    | ([$containers[].restartCount // 0] | max // 0) as $restarts
    | "waiting \(($reasons + [.status.phase // "Pending"])[0])"
      + if $not_ready == [] then "" else ", not ready: \($not_ready | join(", "))" end
      + if $restarts == 0 then "" else ", restarts: \($restarts)" end
  end
