# include: ../__TASK__/own-connections.jq

"",
"the header: \(.header)",
"the end: with the run; and \(.["pod-deadline"]) s after it began, the cluster ends a PR pod by itself",
own_connections
