"""The deploy of a FunctionConfig, `spec.deploy`: what it says, and how it is read."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.config import backend, tekton_values
from krm_fn.frozen import Frozen
from krm_fn.reader import written_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from krm_fn.reader import Reader


class Insert(Frozen):
    """Where the deploy step goes in an object that has none: after whom, before whom, with what."""

    run_after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    params: tuple[dict[str, Any], ...] = ()


class Deploy(Frozen):
    """The pipeline task to split, and what the base's own Task is like."""

    task: str = "deploy-intercepts"
    backend: str = contract.BASE_BACKEND
    workspace: str = contract.WORKSPACE
    result: str = contract.RESULT
    root_file: bool = True
    insert: Insert | None = None


def read(fields: dict[str, Reader]) -> Deploy:
    """The deploy, by the readers of its fields: `deploy.task`, …."""
    usual = Deploy()
    named = backend.read_name(fields["deploy.backend"])
    root_file = fields["deploy.rootFile"].boolean()
    return Deploy(
        task=fields["deploy.task"].string(tekton_values.DNS_LABEL) or usual.task,
        backend=named or usual.backend,
        workspace=fields["deploy.workspace"].string() or usual.workspace,
        result=fields["deploy.result"].string(tekton_values.RESULT) or usual.result,
        root_file=usual.root_file if root_file is None else root_file,
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
