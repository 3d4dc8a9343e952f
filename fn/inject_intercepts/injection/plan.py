"""What an injection goes by: the config, the names that it gives, and the Tasks that there are."""

from __future__ import annotations

from inject_intercepts import contract
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inject_intercepts.config import Backend, Config
    from inject_intercepts.injection.tasks import Tasks


class Names(Frozen):
    """The pipeline tasks that one deploy task becomes."""

    deploy: str
    """The deploy task's name in the base."""
    backends: tuple[str, ...]
    """In the order of the variants; the first is the base's deploy task, renamed in place."""

    def variant(self, backend: str) -> str:
        """Give the name of a backend's deploy task."""
        return contract.variant(self.deploy, backend)

    @property
    def variants(self) -> tuple[str, ...]:
        """The deploy tasks, one a backend."""
        return tuple(self.variant(backend) for backend in self.backends)

    @property
    def pass_through(self) -> str:
        """The task that hands the result on."""
        return contract.pass_through(self.deploy)

    def joined(self, field: str) -> str:
        """Give the variants' `status` or `reason`, one behind the other.

        At most one variant runs. A skipped task's status is `None` and its reason is empty
        (pkg/reconciler/pipelinerun/resources/pipelinerunstate.go, GetPipelineTaskStatus), so the
        concatenation says exactly what the single task's said.
        """
        return "".join(f"$(tasks.{name}.{field})" for name in self.variants)

    @property
    def not_started(self) -> str:
        """What `joined("status")` reads where no deploy was started."""
        return "None" * len(self.backends)


class Plan(Frozen):
    """The same for each step of one injection."""

    config: Config
    names: Names
    tasks: Tasks

    @property
    def backends(self) -> list[Backend]:
        """The config's backends in the order of the variants."""
        by_name = {backend.name: backend for backend in self.config.backends}
        return [by_name[name] for name in self.names.backends]


def make(config: Config, tasks: Tasks) -> Plan:
    """Give the plan of a config: the backend that carries the base's deploy task comes first."""
    backends = [backend.name for backend in config.backends]
    if config.deploy.backend in backends:
        backends.remove(config.deploy.backend)
        backends.insert(0, config.deploy.backend)
    return Plan(config, Names(config.deploy.task, tuple(backends)), tasks)
