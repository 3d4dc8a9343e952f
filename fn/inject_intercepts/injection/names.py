"""The names that an injection gives, in one place."""

from __future__ import annotations

from typing import NamedTuple

RUN_ID = "run-id"
"""The param of every Task of ours that says whose things are whose."""
RUN_ID_VALUE = "$(context.pipelineRun.uid)"
BACKEND = "intercept-backend"
"""The param of our Tasks that takes the run's choice; the Pipeline's may have another name."""
WORKSPACE = "shared-workspace"
"""What our Tasks call the workspace."""
RESULT = "deployed-pods"
"""What our Tasks call their result."""

DEPLOY_TASKS = {"telepresence": "deploy-stack-intercepts", "mirrord": "deploy-intercept-mirrord"}
"""The catalogue's deploy Task of each built-in backend."""
PASS_THROUGH_TASK = "deploy-intercepts-result"  # noqa: S105  # a Task's name, no secret
CLEANUP_TASK = "cleanup-stack-pods"
CLEANUP_PARAMS = (BACKEND, RUN_ID)


class Names(NamedTuple):
    """The pipeline tasks that one deploy task becomes."""

    deploy: str
    """The deploy task's name in the base."""
    backends: tuple[str, ...]
    """In the order of the variants; the first is the base's deploy task, renamed in place."""

    def variant(self, backend: str) -> str:
        """Give the name of a backend's deploy task."""
        return f"{self.deploy}-{backend}"

    @property
    def variants(self) -> tuple[str, ...]:
        """The deploy tasks, one a backend."""
        return tuple(self.variant(backend) for backend in self.backends)

    @property
    def pass_through(self) -> str:
        """The task that hands the result on."""
        return f"{self.deploy}-result"

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

    def fallback(self, cleanup: str) -> str:
        """Give the name of the finally task that nothing can make Tekton skip."""
        return f"{cleanup}-fallback"
