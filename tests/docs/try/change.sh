inject-intercepts render --in-place my-pipeline.yaml
