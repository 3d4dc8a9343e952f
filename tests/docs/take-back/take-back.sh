inject-intercepts render --remove --in-place .
