# Whether pods of an older template are still there, or the controller has not looked yet.
.metadata.generation as $wanted
| .status
| .observedGeneration != null
  and ($wanted > .observedGeneration or (.replicas // 0) > (.updatedReplicas // 0))
