ARGOCD_APP_PARAMETERS='[{"name": "default", "string": "mirrord"}]' inject-intercepts generate ci
