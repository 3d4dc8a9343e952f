inject-intercepts render --in-place ci
