kubectl apply --server-side --kustomize .
