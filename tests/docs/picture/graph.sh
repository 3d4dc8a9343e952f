inject-intercepts graph my-pipeline.yaml
