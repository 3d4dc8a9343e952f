inject-intercepts render my-pipeline.yaml | inject-intercepts explain -
