inject-intercepts render --diff --config check.yaml ci
