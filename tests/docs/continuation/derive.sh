inject-intercepts render --in-place .
