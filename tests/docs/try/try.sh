inject-intercepts render --diff my-pipeline.yaml
