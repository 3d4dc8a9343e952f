"""What each Task of the catalogue takes and gives, without reading its file.

The function compares this with what a Pipeline passes and reads. It is a table in Python so
that a run parses no YAML for it; a test keeps it equal to the files.
"""

from __future__ import annotations

from inject_intercepts.frozen import Frozen


class Param(Frozen):
    """A param that a Task declares; `type` is Tekton's: string, array or object."""

    name: str
    type: str
    has_default: bool


class Interface(Frozen):
    """A Task seen from a Pipeline: its params, and the names of its workspaces and results.

    Tekton refuses a run that leaves out a param without default, and ignores params that
    the Task does not declare. None of the workspaces is optional.
    """

    params: tuple[Param, ...]
    workspaces: tuple[str, ...]
    results: tuple[str, ...]


def _required(name: str, type_: str = "string") -> Param:
    return Param(name, type_, has_default=False)


def _optional(*names: str) -> tuple[Param, ...]:
    return tuple(Param(name, "string", has_default=True) for name in names)


_WORKSPACES = ("shared-workspace",)
_RESULTS = ("deployed-pods",)

# The contract of a deploy Task, in the order of the files: docs/deploy-task-contract.md.
_SHARED = (
    *_optional("stack-json"),
    _required("build-apps"),
    *_optional("propagation-chain"),
    _required("built-images"),
    _required("intercept-header-value"),
    *_optional("default-namespace", "run-id"),
)

INTERFACES: dict[str, Interface] = {
    "deploy-stack-intercepts": Interface(
        (
            *_SHARED,
            *_optional(
                "telepresence-image",
                "client-security-context",
                "client-service-account",
                "manager-namespace",
                "pr-pod-template",
                "ready-timeout",
                "pod-deadline",
                "kubectl-image",
            ),
        ),
        _WORKSPACES,
        _RESULTS,
    ),
    "deploy-intercept-mirrord": Interface(
        (
            *_SHARED,
            *_optional(
                "mirrord-image",
                "agent-image",
                "proxy-service-account",
                "replicas",
                "wait",
                "pr-pod-template",
                "ready-timeout",
                "pod-deadline",
                "kubectl-image",
            ),
        ),
        _WORKSPACES,
        _RESULTS,
    ),
    "deploy-intercepts-result": Interface(
        (
            _required("intercept-backend"),
            _required("backends", "array"),
            _required("run-id"),
            *_optional("kubectl-image"),
        ),
        _WORKSPACES,
        _RESULTS,
    ),
    "cleanup-stack-pods": Interface(
        _optional(
            "deployed-pods",
            "stack-json",
            "default-namespace",
            "intercept-backend",
            "run-id",
            "sweep",
            "wait",
            "kubectl-image",
        ),
        (),
        (),
    ),
}
