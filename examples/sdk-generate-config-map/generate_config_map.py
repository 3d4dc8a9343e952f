#!/usr/bin/env python3
"""Generate a ConfigMap, and keep it as the config says."""

from __future__ import annotations

from dataclasses import dataclass

import krm_fn


@dataclass
class GenerateConfigMap:
    """The config: the ConfigMap's name and its data."""

    name: str
    data: dict[str, str]


@krm_fn.function(under="")
def generate_config_map(resources: krm_fn.ResourceList, config: GenerateConfigMap) -> None:
    """Generate a ConfigMap."""
    kind = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": config.name}}
    resources.upsert(krm_fn.KubeObject.new({**kind, "data": config.data}))


if __name__ == "__main__":
    krm_fn.main(generate_config_map)
