inject-intercepts render --diff --config check.yaml my-pipeline.yaml
