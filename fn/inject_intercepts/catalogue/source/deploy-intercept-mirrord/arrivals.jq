# socat says of each request that it was handed: first that it takes it, then, when it has
# reached the PR pod, this. A log without its first words is not there, or was cut off.
[inputs]
| if any(contains("listening on")) then map(select(contains(" starting data transfer loop ")))
  else null end
