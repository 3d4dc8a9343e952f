inject-intercepts render --in-place --config config.yaml .
