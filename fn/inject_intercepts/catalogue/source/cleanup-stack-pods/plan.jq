{$runs, $namespaces, $unlabelled, $jobs, $problems, $foreign,
  sweep: env.SWEEP, wait: ([env.WAIT | tonumber, 1] | max)}
