inject-intercepts render --check my-pipeline.yaml
