inject-intercepts render --check ci
