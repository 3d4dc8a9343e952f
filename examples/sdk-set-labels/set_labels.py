#!/usr/bin/env python3
"""Set labels on every object of a package."""

from __future__ import annotations

from dataclasses import dataclass

import krm_fn


@dataclass
class SetLabels:
    """The config: the labels, by their keys."""

    labels: dict[str, str]


@krm_fn.function(under="")
def set_labels(resources: krm_fn.ResourceList, config: SetLabels) -> None:
    """Set labels on every object that is meant for a cluster."""
    for obj in resources.items:
        if obj.annotations.get("config.kubernetes.io/local-config") != "true":
            obj.labels.update(config.labels)


if __name__ == "__main__":
    krm_fn.main(set_labels)
