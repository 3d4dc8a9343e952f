"""A function that labels every object."""

from typing import NamedTuple

import krm_fn


class SetLabel(NamedTuple):
    key: str
    value: str


def set_label(resources: krm_fn.ResourceList, config: SetLabel) -> None:
    """Set a label on every object."""
    for obj in resources.items:
        obj.labels[config.key] = config.value


if __name__ == "__main__":
    krm_fn.main(set_label)
