"""What stands on a derived Pipeline: whose it is, and where a run finds what it has to pass.

Compact JSON in an annotation; `scripts/rerun-pr-from.sh` reads it.

    {"v":1,"config":"pr-intercepts","name":"stack-pr-continue","pipeline":"stack-pr-test",
     "from":"deploy-intercepts","before":["fetch-source",…],
     "results":{"built-images":{"task":"build-apps","result":"built-images"},…},
     "backend":{"param":"intercept-backend","choices":["telepresence","mirrord"],
      "deployTask":"deploy-intercepts","cleanupTasks":["cleanup","cleanup-fallback"]}}
"""

from __future__ import annotations

import json

from inject_intercepts import contract
from inject_intercepts.tekton import paths
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
_AT = ("metadata", "annotations", contract.CONTINUATION_ANNOTATION)


class BadRecord(ValueError):
    """The annotation is there, but it is not what this program wrote."""


class Backend(Frozen):
    """The run's choice of a backend, where the Pipeline that is continued was injected into."""

    param: str
    choices: tuple[str, ...]
    deploy: str
    """The deploy task's name in the base."""
    cleanup: tuple[str, ...] = ()
    """The finally tasks that clean up."""


class Record(Frozen):
    """By whom, under which name, and of what a Pipeline was derived."""

    config: str
    name: str
    """As the config says; the Pipeline's own may have got a prefix since."""
    pipeline: str
    backend: Backend | None = None


def read(obj: dict[str, Any]) -> Record | None:
    """Give the record of a derived Pipeline; None where it has none. Raises BadRecord."""
    text = paths.at(obj, _AT)
    if text is None:
        return None
    try:
        data = json.loads(text)
        fields = [data[field] for field in ("config", "name", "pipeline")]
        if data["v"] == VERSION and all(isinstance(field, str) for field in fields):
            config, name, pipeline = fields
            return Record(config, name, pipeline, _backend(data.get("backend")))
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
    del data["backend"]
    if record.backend is not None:
        param, choices, deploy, cleanup = record.backend
        data["backend"] = {
            "param": param, "choices": [*choices], "deployTask": deploy, "cleanupTasks": [*cleanup],
        }  # fmt: skip
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _backend(data: dict[str, Any] | None) -> Backend | None:
    if data is None:
        return None
    return Backend(
        data["param"], tuple(data["choices"]), data["deployTask"], tuple(data["cleanupTasks"])
    )
