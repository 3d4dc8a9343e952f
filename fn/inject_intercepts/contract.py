"""What the parts of the program, the Tasks and their users agree on, each thing said once here.

A name that stands in the config, in a Pipeline and in a Task is a contract between all three:
`config` checks it, `injection` gives it, `catalogue` ships the Task that takes it. A test lets
none of them be written anywhere else. For people: docs/deploy-task-contract.md.
"""

from __future__ import annotations

from krm_fn.frozen import Frozen

GROUP = "tekton-intercepts.dev"
"""API group of the FunctionConfig, and prefix of our labels and annotations."""

TASK_LABEL = f"{GROUP}/task"
"""On a Task of ours: its name in the catalogue, whatever a `namePrefix` made of its own."""
HASH_ANNOTATION = f"{GROUP}/content-hash"
"""On the same: whether somebody edited it by hand."""
RECORD_ANNOTATION = f"{GROUP}/injection"
"""On what was injected into: all that was added or replaced."""

CONTINUATION_LABEL = f"{GROUP}/continuation-of"
"""On a Pipeline that was derived: the name of the one that it continues."""
CONTINUATION_ANNOTATION = f"{GROUP}/continuation"
"""On the same: whose it is, and where a run finds what it has to pass."""

MARKS = {
    TASK_LABEL: "label: the Task that it is",
    HASH_ANNOTATION: "annotation: what it is when nobody edited it",
    RECORD_ANNOTATION: "annotation: the record",
    CONTINUATION_LABEL: "label: the Pipeline that it continues",
    CONTINUATION_ANNOTATION: "annotation: the record of a derived Pipeline",
    # On what a run makes, for cleanup and for people.
    f"{GROUP}/run": "label: whose it is",
    f"{GROUP}/app": "label: the app that it is for",
    f"{GROUP}/proxy": "label: the proxy that this agent of mirrord works for",
    f"{GROUP}/header": "annotation: the header whose requests it takes",
    f"{GROUP}/lock": "label: this Lease is the lock on an app",
    f"{GROUP}/task-run": "annotation: the TaskRun that made it",
    f"{GROUP}/continues": "annotation: the PipelineRun that this one continues",
    # In rbac/, for those who give the bindings to an account of their own.
    f"{GROUP}/account": "label: which account a binding is for",
}
"""Every label and annotation of ours. The Tasks, rbac/ and the scripts write them as text; a test
lets no file of the repository write another one."""


class BuiltIn(Frozen):
    """A backend with a deploy Task of ours, which a config chooses by its name alone."""

    name: str
    task: str
    """Name of its deploy Task in the catalogue."""
    proxies: str = ""
    """Label, `KEY=VALUE`, of what holds the intercepts open and ends them when it goes, beside
    the PR pods; empty where there is no such thing."""
    agents: str = ""
    """Label of the Jobs that work inside the apps' own pods, and have to end by themselves."""

    @property
    def makes_pods_alone(self) -> bool:
        """Whether cleanup needs no rights over Jobs and ConfigMaps for this backend's runs."""
        return not self.proxies and not self.agents


BUILT_IN = (
    BuiltIn("telepresence", "deploy-stack-intercepts"),
    BuiltIn(
        "mirrord",
        "deploy-intercept-mirrord",
        proxies="app=mirrord-proxy",
        agents="app=mirrord",
    ),
)
"""The built-in backends, in the order in which their Tasks are emitted."""

DEPLOY_TASKS = {backend.name: backend.task for backend in BUILT_IN}
"""The catalogue's deploy Task of each built-in backend."""
PASS_THROUGH_TASK = "deploy-intercepts-result"  # noqa: S105  # a Task's name, no secret
CLEANUP_TASK = "cleanup-stack-pods"
TASKS = (*DEPLOY_TASKS.values(), PASS_THROUGH_TASK, CLEANUP_TASK)
"""All Tasks of the catalogue, in the order in which they are emitted."""

# What a config that does not say means. More backends than these may be built in.
BASE_BACKEND = "telepresence"
"""The backend of the base's own deploy task, and of a run that passes nothing."""
USUAL_BACKENDS = (BASE_BACKEND, "mirrord")
"""What a run can choose from."""

# The params of our Tasks that the injection gives, and whose values it knows.
RUN_ID = "run-id"
"""Says whose things are whose."""
RUN_ID_VALUE = "$(context.pipelineRun.uid)"
BACKEND = "intercept-backend"
"""Takes the run's choice; the Pipeline's own param may have another name."""
BACKENDS = "backends"
"""What could have been chosen: the pass-through refuses all else."""
ROOT_FILE = "root-file"
"""`false`: the pass-through puts no `deployed-pods.json` at the root of the workspace."""
DEFAULT_NAMESPACE = "default-namespace"
STACK_JSON = "stack-json"

DEPLOY_PARAMS = (RUN_ID,)
"""What the injection gives to a deploy Task, whosever it is."""
PASS_THROUGH_PARAMS = (BACKEND, BACKENDS, RUN_ID)
CLEANUP_PARAMS = (BACKEND, RUN_ID)

WORKSPACE = "shared-workspace"
"""What our Tasks call the workspace that carries `deployed-pods.json`."""
RESULT = "deployed-pods"
"""What our Tasks call their result."""

# The pipeline tasks that an injection makes.
PASS_THROUGH_SUFFIX = "result"  # noqa: S105  # no secret
"""No backend can be called so."""
LONGEST_NAME = 63
"""Tekton takes a DNS label (API/pipeline_validation.go, ValidateName)."""


def variant(deploy: str, backend: str) -> str:
    """Give the name of a backend's deploy task; `deploy` is the base's."""
    return f"{deploy}-{backend}"


def pass_through(deploy: str) -> str:
    """Give the name of the task that hands the result on."""
    return f"{deploy}-{PASS_THROUGH_SUFFIX}"


def fallback(cleanup: str) -> str:
    """Give the name of the finally task that nothing can make Tekton skip."""
    return f"{cleanup}-fallback"
