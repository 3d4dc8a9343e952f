def own_annotations: {};

# Ready means that the port is open, unless the app has a test of its own.
def own_container:
  if .readinessProbe then . else
    .readinessProbe = {tcpSocket: {port: $app.port}, periodSeconds: 2, failureThreshold: 30} end;

def own_spec: .terminationGracePeriodSeconds |= ([. // 30, 30] | min);
