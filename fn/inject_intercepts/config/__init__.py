"""The FunctionConfig: typed, with one reader that reports every mistake at once.

The published form of what is read here is `schema.yaml`; a table of good and bad configs keeps the
two equal.
"""

from __future__ import annotations

from typing import Any

from inject_intercepts import contract
from inject_intercepts.config import rules, tekton_values, wire
from inject_intercepts.config.model import (
    API_VERSION,
    KIND,
    MODES,
    TASKS_MODES,
    Backend,
    Cleanup,
    Config,
    ConfigError,
    Deploy,
    Insert,
    Mistake,
    written_names,
)
from inject_intercepts.config.reader import Reader, one_of, quoted

__all__ = [
    "API_VERSION",
    "KIND",
    "Backend",
    "Cleanup",
    "Config",
    "ConfigError",
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
    config = _read(name, fields)
    rules.check(config, fields)
    if mistakes:
        raise ConfigError(tuple(mistakes))
    return config


def _read(name: str, fields: dict[str, Reader]) -> Config:
    usual = Config()
    pipelines = tekton_values.names(fields["pipelines"], "names", tekton_values.OBJECT)
    _not_empty(fields["pipelines"])
    default = fields["default"].string()
    parameter = fields["parameter"].string(tekton_values.PLAIN_PARAM)
    deploy = _deploy(fields)
    return Config(
        name=name,
        pipelines=pipelines if fields["pipelines"].given else None,
        default=default or usual.default,
        parameter=parameter or usual.parameter,
        backends=_backends(fields["backends"], deploy) or usual.backends,
        pipeline_params=tekton_values.param_specs(fields["pipelineParams"]),
        deploy=deploy,
        cleanup=_cleanup(fields),
        tasks=fields["tasks"].choice(TASKS_MODES) or usual.tasks,
        mode=fields["mode"].choice(MODES) or usual.mode,
    )


def _deploy(fields: dict[str, Reader]) -> Deploy:
    usual = Deploy()
    backend = _backend_name(fields["deploy.backend"])
    return Deploy(
        task=fields["deploy.task"].string(tekton_values.DNS_LABEL) or usual.task,
        backend=backend or usual.backend,
        workspace=fields["deploy.workspace"].string() or usual.workspace,
        result=fields["deploy.result"].string(tekton_values.RESULT) or usual.result,
        insert=_insert(fields["deploy.insert"]),
    )


def _insert(at: Reader) -> Insert | None:
    fields = at.fields(*written_names(Insert))
    if not isinstance(at.value, dict):
        return None
    tasks = "names of pipeline tasks"
    return Insert(
        tekton_values.names(fields["runAfter"], tasks, tekton_values.DNS_LABEL),
        tekton_values.names(fields["before"], tasks, tekton_values.DNS_LABEL),
        tekton_values.params(fields["params"], ours=contract.DEPLOY_PARAMS),
    )


def _cleanup(fields: dict[str, Reader]) -> Cleanup:
    usual = Cleanup()
    fallback = fields["cleanup.fallback"].boolean()
    return Cleanup(
        task=fields["cleanup.task"].string(tekton_values.DNS_LABEL) or usual.task,
        params=tekton_values.params(fields["cleanup.params"], ours=contract.CLEANUP_PARAMS),
        fallback=usual.fallback if fallback is None else fallback,
    )


def _backends(at: Reader, deploy: Deploy) -> tuple[Backend, ...]:
    # The base's own deploy task brings the Task of its backend; where one is inserted, none does.
    known = tuple(contract.DEPLOY_TASKS)
    if deploy.insert is None and deploy.backend not in known:
        known = (*known, deploy.backend)
    found = []
    seen: set[str] = set()
    for item in at.items("backends"):
        backend = _backend(item, known)
        named = item.below("name", None) if isinstance(item.value, dict) else item
        tekton_values.unique(named, backend.name or None, seen)
        found.append(backend)
    _not_empty(at)
    return tuple(found)


def _backend(at: Reader, known: tuple[str, ...]) -> Backend:
    if isinstance(at.value, str):
        if at.value in known:
            return Backend(at.value)
        at.wrong(
            f"must be {one_of(known)}, got {quoted(at.value)}:"
            " a backend of your own is a map with `name` and `taskRef` in `spec.backends`"
        )
        return Backend("")
    fields = at.fields(*written_names(Backend), what="a backend's name or a map")
    if not isinstance(at.value, dict):
        return Backend("")
    name = _backend_name(fields["name"].required())
    if name is not None and name not in known:
        fields["taskRef"].required(f"{quoted(name)} is not {one_of(known)}, so it needs its Task")
    return Backend(
        name or "",
        tekton_values.task_ref(fields["taskRef"]),
        tekton_values.params(fields["params"], ours=contract.DEPLOY_PARAMS),
    )


def _backend_name(at: Reader) -> str | None:
    name = at.string(tekton_values.DNS_LABEL)
    if name == contract.PASS_THROUGH_SUFFIX:
        at.wrong(f"must be another name: {quoted(name)} is the pass-through's")
        return None
    return name


def _not_empty(at: Reader) -> None:
    if at.value == []:
        at.wrong("must have at least one item")
