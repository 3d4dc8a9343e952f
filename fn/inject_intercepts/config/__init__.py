"""The FunctionConfig: typed, with one reader that reports every mistake at once.

The published form of what is read here is `schema.yaml`; a table of good and bad configs keeps the
two equal.
"""

from __future__ import annotations

from typing import Any

from inject_intercepts.config import model, rules, wire
from inject_intercepts.config.backend import Backend
from inject_intercepts.config.cleanup import Cleanup
from inject_intercepts.config.continuation import Continuation
from inject_intercepts.config.deploy import Deploy, Insert
from inject_intercepts.config.mistakes import ConfigError, Mistake
from inject_intercepts.config.model import API_VERSION, KIND, Config

__all__ = [
    "API_VERSION",
    "KIND",
    "Backend",
    "Cleanup",
    "Config",
    "ConfigError",
    "Continuation",
    "Deploy",
    "Insert",
    "Mistake",
    "load",
]


def load(data: dict[str, Any] | None) -> Config:
    """The config in a FunctionConfig, given as plain data; the defaults where there is none.

    `null` means absent at every level. Raises ConfigError with every mistake.
    """
    if data is None:
        return Config()
    mistakes: list[Mistake] = []
    name, fields = wire.locate(data, mistakes)
    config = model.read(name, fields)
    rules.check(config, fields)
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return config
