kustomize build ci | inject-intercepts generate -
