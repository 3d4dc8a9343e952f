"""What stands on a derived Pipeline: whose it is, and where a run finds what it has to pass.

Compact JSON in an annotation; `scripts/rerun-pr-from.sh` reads it.

    {"v":1,"config":"pr-intercepts","name":"stack-pr-continue","pipeline":"stack-pr-test",
     "from":"deploy-intercepts","before":["fetch-source",…],
     "results":{"built-images":{"task":"build-apps","result":"built-images"},…},
     "backend":{"param":"intercept-backend","choices":["telepresence","mirrord"]}}
"""

from __future__ import annotations

import json
from typing import Any

from inject_intercepts import contract
from inject_intercepts.frozen import Frozen
from inject_intercepts.tekton import paths

VERSION = 1
_AT = ("metadata", "annotations", contract.CONTINUATION_ANNOTATION)


class BadRecord(ValueError):
    """The annotation is there, but it is not what this program wrote."""


class Record(Frozen):
    """By whom, under which name, and of what a Pipeline was derived."""

    config: str
    name: str
    """As the config says; the Pipeline's own may have got a prefix since."""
    pipeline: str


def read(obj: dict[str, Any]) -> Record | None:
    """Give the record of a derived Pipeline; None where it has none. Raises BadRecord."""
    text = paths.at(obj, _AT)
    if text is None:
        return None
    try:
        data = json.loads(text)
        fields = [data[field] for field in ("config", "name", "pipeline")]
        if data["v"] == VERSION and all(isinstance(field, str) for field in fields):
            return Record(*fields)
    except (TypeError, ValueError, KeyError, RecursionError):
        pass
    message = (
        f"annotation `{contract.CONTINUATION_ANNOTATION}` must be the record that this function, "
        f"of version {VERSION}, wrote: delete this Pipeline, and it is derived anew"
    )
    raise BadRecord(message)


def text(record: Record, more: dict[str, Any]) -> str:
    """Give the annotation's value; `more` is for those who start a run."""
    data = {"v": VERSION, **record._asdict(), **more}
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)
