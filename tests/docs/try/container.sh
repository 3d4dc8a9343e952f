docker run --rm --volume "$PWD:/work:ro" --workdir /work \
    ghcr.io/tekton-intercepts/inject-intercepts:v0.1.0 render --diff my-pipeline.yaml
