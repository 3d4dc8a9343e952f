#!/usr/bin/env python3
"""Refuse images that are not named by their digest."""

from __future__ import annotations

import krm_fn

IMAGES = ("**.initContainers[*].image", "**.containers[*].image")


def require_digests(resources: krm_fn.ResourceList) -> None:
    """Refuse each image of a container that has no digest: its tag may be moved."""
    for obj in resources.items:
        for path, image in (found for images in IMAGES for found in obj.find(images)):
            if "@sha256:" not in image:
                message = "has no digest, so that it may change"
                resources.results.error(message, obj, path, image)


if __name__ == "__main__":
    krm_fn.main(require_digests)
