inject-intercepts generate ci | grep --count tekton-intercepts.dev/injection
