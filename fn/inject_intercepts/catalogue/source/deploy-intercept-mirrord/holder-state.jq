if .metadata.labels["tekton-intercepts.dev/run"] == $plan[0].run then "ours"
elif .status.phase == "Failed" or .status.phase == "Succeeded" then "ended"
elif .metadata.annotations["tekton-intercepts.dev/header"] == $plan[0].header then "same"
else "other" end
