# What holds the intercept of an app open as long as it runs: a pod, and its container.
def holder($app): {pod: $app.pod, container: "telepresence-client"};
