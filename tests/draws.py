"""How many examples a property draws: all of them in CI, a part where a person waits for it."""

from __future__ import annotations

import os

from hypothesis import settings

IN_CI = os.environ.get("CI") == "true"
# A third of all examples is what fits into the three minutes of `make test`: each example of a
# Task's step starts jq several times, for 40 ms each. PROPERTY_EXAMPLES is for who wants more, or
# only to see that everything runs.
PERCENT = int(os.environ.get("PROPERTY_EXAMPLES", "100" if IN_CI else "33"))


def examples(number: int = 100) -> settings:
    """The settings for a property of that many examples in CI, and of its part elsewhere."""
    return settings(max_examples=max(number * PERCENT // 100, 1), deadline=None)
