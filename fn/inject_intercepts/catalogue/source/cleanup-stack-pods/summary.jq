"looking for \(if .sweep == "namespace" then "every run"
    else "run \(.runs | join(" "))" end) in: \(.namespaces | join(" "))"
