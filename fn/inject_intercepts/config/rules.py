"""The rules between the fields of a config, once each field is right for itself."""

from __future__ import annotations

from inject_intercepts import contract
from krm_fn.reader import Reader, one_of, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inject_intercepts.config.model import Config


def check(config: Config, fields: dict[str, Reader]) -> None:
    """Note what does not fit together.

    `config` has defaults (a backend's name: "") where a field is broken; `fields` are the readers
    by field name, and a rule over a broken field says nothing.
    """
    _default(config, fields["default"])
    _parameter(config, fields["pipelineParams"])
    if not fields["deploy.task"].broken:
        _variants_fit(config, fields["deploy.task"])
    _cleanup(config, fields)
    _insert(config, fields)


def _default(config: Config, at: Reader) -> None:
    names = [backend.name for backend in config.backends]
    # Of a list that is wrong itself nobody can say what is in it.
    if at.broken or "" in names or not names or config.default in names:
        return
    if at.given:
        at.wrong(f"must be {one_of(names)}, got {quoted(config.default)}")
    else:
        at.wrong(f"must be set to {one_of(names)}: left out, it is {quoted(config.default)}")


def _parameter(config: Config, at: Reader) -> None:
    for index, spec in enumerate(config.pipeline_params):
        if spec.get("name") == config.parameter:
            taken = quoted(config.parameter)
            at.below(index, spec).below("name", spec["name"]).wrong(
                f"must be another name: {taken} is the one that picks the backend"
            )


def _variants_fit(config: Config, at: Reader) -> None:
    longest = max(_made(config), key=len)
    if len(longest) > contract.LONGEST_NAME:
        spare = contract.LONGEST_NAME - len(longest) + len(config.deploy.task)
        at.wrong(
            f"must be at most {max(spare, 0)} characters: {quoted(longest)} is made of it,"
            f" and Tekton takes names of {contract.LONGEST_NAME}"
        )


def _cleanup(config: Config, fields: dict[str, Reader]) -> None:
    at = fields["cleanup.task"]
    if at.broken:
        return
    task = config.cleanup.task
    fallback = contract.fallback(task)
    if config.cleanup.fallback and len(fallback) > contract.LONGEST_NAME:
        at.wrong(
            f"must be at most {contract.LONGEST_NAME - (len(fallback) - len(task))} characters:"
            f" {quoted(fallback)} is made of it, and Tekton takes names of {contract.LONGEST_NAME}"
        )
    # The same name under `tasks` and `finally` is refused by Tekton.
    ours = {task, fallback} if config.cleanup.fallback else {task}
    taken = ours & {config.deploy.task, *_made(config)}
    if taken and not fields["deploy.task"].broken:
        at.wrong(f"must be another name: {quoted(min(taken))} belongs to the deploy")


def _insert(config: Config, fields: dict[str, Reader]) -> None:
    insert, at = config.deploy.insert, fields["deploy.insert"]
    if insert is None:
        return
    if not fields["pipelines"].given:
        at.wrong("must go with `spec.pipelines`, which names the objects to insert into")
    # Whoever waits for a task of ours would wait for itself in the end.
    cleanup = config.cleanup.task
    own = {config.deploy.task, *_made(config), cleanup, contract.fallback(cleanup)}
    for key, names in (("runAfter", insert.run_after), ("before", insert.before)):
        for index, name in enumerate(names):
            here = at.below(key, None).below(index, name)
            if name in own:
                here.wrong(
                    f"must be another task, got {quoted(name)}, which is a task of the injection"
                )
            elif key == "before" and name in insert.run_after:
                here.wrong(f"must not be in `runAfter` as well, got {quoted(name)} in both")
    _params_differ(config, fields["backends"])


def _params_differ(config: Config, at: Reader) -> None:
    insert = config.deploy.insert
    shared = {param["name"] for param in insert.params} if insert else set()
    for index, backend in enumerate(config.backends):
        params = at.below(index, None).below("params", None)
        for number, param in enumerate(backend.params):
            if param["name"] is not None and param["name"] in shared:
                params.below(number, None).below("name", None).wrong(
                    f"must be another name: {quoted(param['name'])} is among the params of"
                    " `spec.deploy.insert`, which all backends get"
                )


def _made(config: Config) -> list[str]:
    """The pipeline tasks that the deploy becomes."""
    names = [backend.name for backend in config.backends if backend.name]
    deploy = config.deploy.task
    return [*(contract.variant(deploy, name) for name in names), contract.pass_through(deploy)]
