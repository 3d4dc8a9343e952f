"""Where each field of a config stands, in either of its two wire formats.

`InjectIntercepts` nests them under `spec`. A ConfigMap has a flat `data` of strings, which is what
`kpt fn eval -- default=mirrord` sends, with lists comma-separated.
"""

from __future__ import annotations

from inject_intercepts.config.mistakes import ConfigError
from inject_intercepts.config.model import API_VERSION, DEFAULT_NAME, KIND, PARTS, Config
from krm_fn.reader import Mistake, Reader, described, written_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A ConfigMap's key -> the field that it is.
_DATA = {
    "default": "default",
    "backends": "backends",
    "pipelines": "pipelines",
    "deployTask": "deploy.task",
    "cleanupTask": "cleanup.task",
    "workspace": "deploy.workspace",
    "parameter": "parameter",
    "tasks": "tasks",
    "mode": "mode",
}
_LISTS = ("backends", "pipelines")

# The name that kpt gives to a config that nobody wrote as a file.
_KPT_NAME = "function-input"


class _Parts(Reader):
    """The parts of a comma-separated string: all of them stand at the string's own path."""

    __slots__ = ()

    def below(self, key: str | int, value: Any) -> Reader:  # noqa: ARG002  # as Reader has it
        return Reader(value, self.path, self.mistakes)


def locate(data: Any, mistakes: list[Mistake]) -> tuple[str, dict[str, Reader]]:
    """The config's name, and a reader for every field by its name such as `deploy.task`.

    Raises ConfigError at once for another kind or version: nothing is known of its fields.
    """
    root = Reader(data, (), mistakes)
    if not isinstance(data, dict):
        root.expects(f"an object of kind `{KIND}`")
        raise ConfigError(tuple(mistakes))
    _refuse_other_kinds(root)
    if data["kind"] == KIND:
        top = root.fields("apiVersion", "kind", "metadata", "spec")
        found = _spec(top["spec"])
    else:
        top = root.fields("apiVersion", "kind", "metadata", "data")
        found = _data(top["data"])
    name = _name(top["metadata"])
    return DEFAULT_NAME if name in (None, _KPT_NAME) else str(name), found


def _refuse_other_kinds(root: Reader) -> None:
    kind, version = root.value.get("kind"), root.value.get("apiVersion")
    versions = {KIND: API_VERSION, "ConfigMap": "v1"}
    if not isinstance(kind, str) or kind not in versions:
        root.below("kind", kind).wrong(
            f"must be `{KIND}` of `{API_VERSION}`, or `ConfigMap` of `v1`,"
            f" got {described(kind)} of {described(version)}"
        )
    elif version != versions[kind]:
        root.below("apiVersion", version).wrong(
            f"must be `{versions[kind]}` for kind `{kind}`, got {described(version)}"
        )
    if root.mistakes:
        raise ConfigError(tuple(root.mistakes))


def _name(metadata: Reader) -> str | None:
    # Everything else in the metadata belongs to the orchestrators and to the user.
    if metadata.given and not isinstance(metadata.value, dict):
        metadata.expects("a map")
        return None
    return metadata.below("name", (metadata.value or {}).get("name")).string()


def _spec(spec: Reader) -> dict[str, Reader]:
    # A config's name is its object's.
    found = spec.fields(*(name for name in written_names(Config) if name != "name"))
    for parent, record in PARTS.items():
        for key, reader in found.pop(parent).fields(*written_names(record)).items():
            found[f"{parent}.{key}"] = reader
    return found


def _data(data: Reader) -> dict[str, Reader]:
    found = _spec(Reader(None, ("spec",), data.mistakes))
    elsewhere = f"is no key of a ConfigMap: make the config an `{KIND}`, and put it into `spec`"
    said = {name: elsewhere for name in written_names(Config) if name not in ("name", *_DATA)}
    for key, reader in data.fields(*_DATA, said=said).items():
        text = reader.text()
        found[_DATA[key]] = Reader(text, reader.path, data.mistakes)
        if text is not None and key in _LISTS:
            # An empty part stays: `a,,b` is a slip of the hand, and is named as such.
            parts = [part.strip() for part in text.split(",")] if text.strip() else []
            found[_DATA[key]] = _Parts(parts, reader.path, data.mistakes)
    return found
