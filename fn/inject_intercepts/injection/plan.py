"""What an injection goes by: the config, the names that it gives, and the Tasks that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from inject_intercepts.injection.names import Names

if TYPE_CHECKING:
    from inject_intercepts.config import Config
    from inject_intercepts.injection.tasks import Tasks


class Plan(NamedTuple):
    """The same for each step of one injection."""

    config: Config
    names: Names
    tasks: Tasks


def make(config: Config, tasks: Tasks) -> Plan:
    """Give the plan of a config: the backend that carries the base's deploy task comes first."""
    backends = [backend.name for backend in config.backends]
    if config.deploy.backend in backends:
        backends.remove(config.deploy.backend)
        backends.insert(0, config.deploy.backend)
    return Plan(config, Names(config.deploy.task, tuple(backends)), tasks)
