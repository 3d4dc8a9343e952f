r"""What the bytes of a file are about, before anything is parsed: most of a folder is not ours.

Names are looked for without the slash behind them: in JSON it may be written `\/`, as PHP does.
"""

from __future__ import annotations

import re

from inject_intercepts.config import likeness

TEKTON = b"tekton.dev"
"""What Tekton's groups end with, that of triggers too."""
FOLDER = ".tekton"
"""Where Pipelines-as-Code looks for Pipelines and their runs: hidden, and looked into."""
_MARKER = b"+argocd:skip-file-rendering"
_NUL = b"\0"
_TYPES = re.compile(rb"""\b(kind|apiVersion)["']?[ \t]*:[ \t]*["']?([\w.-]+)""")


def is_about_tekton(source: bytes) -> bool:
    """Whether one of Tekton's API groups is named anywhere."""
    return TEKTON in _letters(source)


def may_be_config(source: bytes) -> bool:
    """Whether some `kind` or `apiVersion` in it is a config's, or nearly."""
    for field, value in set(_TYPES.findall(_letters(source))):
        text = value.decode(errors="replace")
        if likeness.is_meant(*((text, None) if field == b"kind" else (None, text))):
            return True
    return False


def is_of_others(source: bytes) -> bool:
    """Whether it says its `apiVersion`, and nowhere one of Tekton's: for text that is no YAML."""
    found = _TYPES.findall(_letters(source))
    versions = {value for field, value in found if field == b"apiVersion"}
    return bool(versions) and not any(value.endswith(TEKTON) for value in versions)


def is_ours(source: bytes) -> bool:
    """Whether there may be something in it that the function reads."""
    return is_about_tekton(source) or may_be_config(source)


def may_have_objects(source: bytes) -> bool:
    """Whether there may be an object in it, whoever's: values and other settings are none."""
    text = _letters(source)
    return b"apiVersion" in text or b"kind" in text


def looks_like_an_object(source: bytes) -> bool:
    """Whether it was meant as one, though it is none: as Argo CD asks of a file in a folder.

    Its repository.go, getObjsFromYAMLOrJson: one that has these three words is an error there, and
    all others are passed over.
    """
    text = _letters(source)
    return all(word in text for word in (b"apiVersion:", b"kind:", b"metadata:"))


def is_marked(source: bytes) -> bool:
    """Whether Argo CD passes over the file: its repository.go, skipFileRenderingMarker."""
    return _MARKER in source


def _letters(source: bytes) -> bytes:
    """The text as far as it is ASCII: in UTF-16 and UTF-32 the rest of each letter is NULs."""
    return source.replace(_NUL, b"") if _NUL in source else source
