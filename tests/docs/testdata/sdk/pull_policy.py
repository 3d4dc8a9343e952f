#!/usr/bin/env python3
"""Set the pull policy of containers."""

from dataclasses import dataclass
from typing import Annotated, Literal

import krm_fn


@dataclass
class PullPolicy:
    """The config: its fields, their types, what each is for."""

    policy: Annotated[Literal["Always", "IfNotPresent"], krm_fn.Field("when to pull")]
    kinds: Annotated[tuple[str, ...], krm_fn.Field("whose containers")] = ("Deployment",)


@krm_fn.function(api_version="example.com/v1")
def pull_policy(resources: krm_fn.ResourceList, config: PullPolicy) -> None:
    """Set the pull policy of containers."""
    for obj in resources.where(lambda obj: obj.kind in config.kinds):
        for path, image in obj.find("**.containers[*].image"):
            obj.set((*path[:-1], "imagePullPolicy"), config.policy)
            if image.endswith(":latest"):
                resources.results.warning("may be another image tomorrow", obj, path, image)


if __name__ == "__main__":
    krm_fn.main(pull_policy)
