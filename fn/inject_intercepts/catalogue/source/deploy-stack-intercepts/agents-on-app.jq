# Of all pods of the namespace: the agents of mirrord that are in a container of the app.
($target.spec.selector.matchLabels // $target.spec.template.metadata.labels) as $labels
| [.items[]
    | select(.metadata.labels // {} | . as $own | all($labels | to_entries[]; $own[.key] == .value))
    | .status.containerStatuses[]?.containerID // empty | sub("\\A[^:]*://"; "")] as $containers
| [.items[]
    | select(.metadata.labels.app == "mirrord")
    | select(.status.phase != "Failed" and .status.phase != "Succeeded")
    | select(any(.spec.containers[] | (.command // []) + (.args // [])
        | .[index("--container-id") // length:][1]; . as $id | any($containers[]; . == $id)))
    | .metadata.name]
| join(", ")
