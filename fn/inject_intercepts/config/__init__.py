"""The FunctionConfig: typed, with one reader that reports every mistake at once.

The published form of what is read here is `schema.yaml`; a table of good and bad configs keeps the
two equal.
"""

from __future__ import annotations

from inject_intercepts.config import model, rules, wire
from inject_intercepts.config.backend import Backend
from inject_intercepts.config.cleanup import Cleanup
from inject_intercepts.config.continuation import Continuation
from inject_intercepts.config.deploy import Deploy, Insert
from inject_intercepts.config.mistakes import PARAMETERS, ConfigError
from inject_intercepts.config.model import API_VERSION, KIND, Config
from krm_fn.reader import Mistake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = [
    "API_VERSION",
    "KIND",
    "PARAMETERS",
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


def load(data: dict[str, Any] | None, parameters: Mapping[str, Any] | None = None) -> Config:
    """The config in a FunctionConfig, given as plain data; the defaults where there is none.

    `null` means absent at every level. `parameters` lie over its fields, by their names. Raises
    ConfigError with every mistake.
    """
    if data is None:
        if not parameters:
            return Config()
        data = {"apiVersion": API_VERSION, "kind": KIND}
    mistakes: list[Mistake] = []
    name, fields = wire.locate(data, mistakes)
    if parameters:
        from inject_intercepts.config import parameters as over

        fields = over.lay(parameters, fields, mistakes)
    config = model.read(name, fields)
    rules.check(config, fields)
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return config
