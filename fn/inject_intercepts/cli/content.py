r"""What the bytes of a file are about, before anything is parsed: most of a folder is not ours.

Names are looked for without the slash behind them: in JSON it may be written `\/`, as PHP does.
"""

from __future__ import annotations

import re

from inject_intercepts.config import likeness

_TEKTON = b"tekton.dev"  # triggers' group ends so too
_TYPES = re.compile(rb"""\b(kind|apiVersion)["']?[ \t]*:[ \t]*["']?([\w.-]+)""")


def is_about_tekton(source: bytes) -> bool:
    """Whether one of Tekton's API groups is named anywhere."""
    return _TEKTON in source


def may_be_config(source: bytes) -> bool:
    """Whether some `kind` or `apiVersion` in it is a config's, or nearly."""
    for field, value in set(_TYPES.findall(source)):
        text = value.decode(errors="replace")
        if likeness.is_meant(*((text, None) if field == b"kind" else (None, text))):
            return True
    return False
