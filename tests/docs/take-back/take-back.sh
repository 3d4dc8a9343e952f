inject-intercepts render --remove --diff .
inject-intercepts render --remove --in-place .
