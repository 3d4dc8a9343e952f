# socat says of each request that it was handed: first that it takes it, then, when it has
# reached the PR pod, this.
[inputs | select(contains(" starting data transfer loop "))]
