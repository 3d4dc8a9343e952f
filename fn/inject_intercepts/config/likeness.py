"""What is meant as a config, and is written almost as one.

Where a config is looked for among other objects, one with a typo in its kind or group is no other
object: it would be passed over, and the defaults would hold without a word.
"""

from __future__ import annotations

import functools
import re

from inject_intercepts.config.model import API_VERSION, KIND

_GROUP = API_VERSION.partition("/")[0]
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_TYPOS = 3  # letters too many, too few or wrong; no other kind or group of the field is that near


def is_meant(kind: str | None, group: str | None) -> bool:
    """Whether an object of this kind or of this API group is a config, or was meant as one."""
    return _is_near(kind or "", KIND) or _is_near(group or "", _GROUP)


@functools.cache
def _is_near(text: str, right: str) -> bool:
    text, right = (_NO_LETTER.sub("", word.lower()) for word in (text, right))
    return abs(len(text) - len(right)) <= _TYPOS and _typos(text, right) <= _TYPOS


def _typos(text: str, right: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(right) + 1))
    for i, letter in enumerate(text, 1):
        above, row = row, [i]
        for j, other in enumerate(right, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other)))
    return row[-1]
