"""A whole FunctionConfig, and how its `spec` is read.

Every record is complete: what the user left out carries its default. A part with fields of its
own is beside this, in a module of its name.
"""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.config import backend, cleanup, continuation, deploy, tekton_values
from inject_intercepts.config.backend import Backend
from inject_intercepts.config.cleanup import Cleanup
from inject_intercepts.config.deploy import Deploy
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from inject_intercepts.config.continuation import Continuation
    from krm_fn.reader import Reader

API_VERSION = f"{contract.GROUP}/v1alpha1"
KIND = "InjectIntercepts"

TASKS_MODES = ("emit", "reference")
MODES = ("inject", "check", "remove")

# What a record's owner is called when nobody gave the config a name.
DEFAULT_NAME = "inject-intercepts"

PARTS: dict[str, type[Frozen]] = {"deploy": Deploy, "cleanup": Cleanup}
"""The fields of `spec` that have fields of their own."""


class Config(Frozen):
    """A whole FunctionConfig. `pipelines` is None where the user left the choice to the rules."""

    name: str = DEFAULT_NAME
    pipelines: tuple[str, ...] | None = None
    default: str = contract.BASE_BACKEND
    parameter: str = contract.BACKEND
    backends: tuple[Backend, ...] = tuple(Backend(name) for name in contract.USUAL_BACKENDS)
    pipeline_params: tuple[dict[str, Any], ...] = ()
    deploy: Deploy = Deploy()
    cleanup: Cleanup = Cleanup()
    continuations: tuple[Continuation, ...] = ()
    tasks: str = "emit"
    mode: str = "inject"


def read(name: str, fields: dict[str, Reader]) -> Config:
    """The config of that name, by the readers of its fields: `default`, `deploy.task`, …."""
    usual = Config()
    pipelines = tekton_values.names(fields["pipelines"], "names", tekton_values.OBJECT)
    fields["pipelines"].not_empty()
    default = fields["default"].string()
    parameter = fields["parameter"].string(tekton_values.PLAIN_PARAM)
    of_deploy = deploy.read(fields)
    # The base's own deploy task brings the Task of its backend; where one is inserted, none does.
    of_base = of_deploy.backend if of_deploy.insert is None else None
    return Config(
        name=name,
        pipelines=pipelines if fields["pipelines"].given else None,
        default=default or usual.default,
        parameter=parameter or usual.parameter,
        backends=backend.read_all(fields["backends"], of_base) or usual.backends,
        pipeline_params=tekton_values.param_specs(fields["pipelineParams"]),
        deploy=of_deploy,
        cleanup=cleanup.read(fields),
        continuations=continuation.read_all(fields["continuations"]),
        tasks=fields["tasks"].choice(TASKS_MODES) or usual.tasks,
        mode=fields["mode"].choice(MODES) or usual.mode,
    )
