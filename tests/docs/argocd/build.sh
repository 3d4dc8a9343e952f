kustomize build --enable-alpha-plugins ci
