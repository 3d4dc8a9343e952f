home=${XDG_CONFIG_HOME:-$HOME/.config}/kustomize/plugin/tekton-intercepts.dev/v1alpha1/injectintercepts
mkdir -p "$home" && ln -s "$(command -v inject-intercepts)" "$home/InjectIntercepts"
