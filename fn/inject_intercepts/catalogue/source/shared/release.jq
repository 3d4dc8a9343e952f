# include: lock-entries.jq
.items[]
| (entries | keys | map(. as $run | select($runs == null or any($runs[]; . == $run)))) as $ours
| select($ours != [])
| (entries | keys - $ours) as $left
| {
    lock: .metadata.name,
    said: ("released the app \(.metadata.annotations["tekton-intercepts.dev/app"] // "unknown") in "
      + .metadata.namespace
      + if $left == [] then "" else ", which others have still: \($left | join(" "))" end),
    verb: (if $left == [] then "delete" else "replace" end),
    body: (if $left != [] then without($ours) | del(.metadata.managedFields)
      else {
        apiVersion: "v1",
        kind: "DeleteOptions",
        preconditions: (.metadata | {uid, resourceVersion})
      } end)
  }
