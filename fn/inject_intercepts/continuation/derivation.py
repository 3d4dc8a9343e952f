"""One Pipeline derived from another: the table of contents of this package."""

from __future__ import annotations

from inject_intercepts import contract
from inject_intercepts.continuation import (
    carried,
    extra_params,
    halves,
    record,
    refusals,
    undeclared,
)
from inject_intercepts.continuation.record import Record
from inject_intercepts.injection.findings import Finding, Path, error, info, warning
from inject_intercepts.tekton import declared, objects, paths, references, respelled, shape
from krm_fn.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from inject_intercepts.continuation.carried import Carried
    from inject_intercepts.continuation.order import Order
    from inject_intercepts.tekton.references import Reference


class Derivation(Frozen):
    """What became of one order."""

    obj: dict[str, Any] | None
    """The derived Pipeline; None where it was refused."""
    findings: list[Finding]
    """Paths are those of the object that is continued."""


class _Cut(Frozen):
    """A Pipeline in two halves, and what is read across."""

    whole: dict[str, Any]
    first: frozenset[str]
    half: dict[str, Any]
    crossing: list[Reference]
    results: list[Carried]


def derive(obj: dict[str, Any], order: Order) -> Derivation:
    """Give the Pipeline that runs the second half of `obj`, a Pipeline or a run that embeds one.

    Nothing is guessed: where anything cannot be carried over faithfully, there is no Pipeline, and
    the findings say why, all at once.
    """
    where = objects.spec_path(obj) or ("spec",)
    spec = paths.at(obj, where)
    wrong = [error(one.message, *one.path) for one in shape.misshapes(spec)]
    wrong = wrong or list(refusals.order(spec))
    if wrong:
        return Derivation(None, _below(wrong, where))
    whole = undeclared.declaring(obj, spec)
    first = halves.first_half(whole, order.starts)
    half = halves.second_half(whole, first)
    half = _with_needed(half)
    crossing = carried.across(half, first)
    results, unclear = carried.results(whole, half, crossing, order)
    findings = [*refusals.crossing(half, first, crossing), *refusals.mixed(half), *unclear]
    params, unfit = extra_params.merged(
        [one.spec for one in results], half.get("params") or [], order
    )
    findings = [one._replace(path=refusals.in_whole(one.path, half, whole)) for one in findings]
    findings += unfit
    if findings:
        return Derivation(None, _below(findings, where))
    cut = _Cut(whole, first, half, crossing, results)
    replace = carried.replacing(results, order.states, first)
    # A default that reads a result reads its param from now on.
    spec = references.substitute(_with_params(half, params), replace)
    made = respelled.as_stored(_pipeline(obj, spec, cut, order))
    return Derivation(made, _below(_account(cut, order), where))


def _below(findings: Iterable[Finding], where: Path) -> list[Finding]:
    return [finding._replace(path=(*where, *finding.path)) for finding in findings]


def _with_needed(half: dict[str, Any]) -> dict[str, Any]:
    """Give the second half without the params and workspaces that it makes no use of."""
    made = dict(half)
    part = {key: half.get(key) for key in ("tasks", "finally", "results")}
    tasks = [*half["tasks"], *(half.get("finally") or [])]
    params = half.get("params") or []
    spaces = half.get("workspaces") or []
    needed = {
        "params": declared.params(part, params),
        "workspaces": declared.workspaces(part, tasks, [entry["name"] for entry in spaces]),
    }
    for field, names in needed.items():
        kept = [entry for entry in half.get(field) or [] if entry["name"] in names]
        made[field] = kept
        if not kept:
            del made[field]
    return made


def _with_params(spec: dict[str, Any], params: list[dict[str, Any]]) -> dict[str, Any]:
    rest = {key: value for key, value in spec.items() if key != "params"}
    return {"params": params, **rest} if params else rest


def _pipeline(obj: dict[str, Any], spec: dict[str, Any], cut: _Cut, order: Order) -> dict[str, Any]:
    """Give the object around the spec: with the labels of what it continues, and no annotation.

    Who waits for whom at a deployment, or who applied what, is said there of another object.
    """
    given = obj.get("metadata") or {}
    continued = objects.name(obj)
    labels = {
        key: value
        for key, value in (given.get("labels") or {}).items()
        if not key.startswith(f"{contract.GROUP}/")
    }
    namespace = {"namespace": given["namespace"]} if given.get("namespace") else {}
    owner = Record(order.config, order.name, continued, order.backend)
    return {
        "apiVersion": obj["apiVersion"],
        "kind": "Pipeline",
        "metadata": {
            "name": order.name,
            **namespace,
            "labels": {**labels, contract.CONTINUATION_LABEL: continued},
            "annotations": {
                contract.CONTINUATION_ANNOTATION: record.text(owner, _of_a_run(cut, order))
            },
        },
        "spec": {
            "description": (
                f"The second half of {continued}, from {order.from_} on, for a run that failed "
                "there or later. Derived by inject-intercepts; a change here is lost."
            ),
            **{key: value for key, value in spec.items() if key != "description"},
        },
    }


def _of_a_run(cut: _Cut, order: Order) -> dict[str, Any]:
    return {
        "from": order.from_,
        "before": [task["name"] for task in cut.whole["tasks"] if task["name"] in cut.first],
        "results": {one.param: {"task": one.task, "result": one.result} for one in cut.results},
    }


def _account(cut: _Cut, order: Order) -> list[Finding]:
    """Give the lines that tell a person what was decided."""
    left = [f"`{task['name']}`" for task in cut.whole["tasks"] if task["name"] in cut.first]
    message = f"`{order.name}` continues it from `{order.from_}` on"
    if left:
        message += f", without {', '.join(left)}"
    if cut.results:
        message += f"; results that are params there: {', '.join(_told(cut.results))}"
    lost = halves.lost_results(cut.whole, cut.first)
    if lost:
        message += f"; its own results that are not there: {_listed(lost)}"
    states = list(dict.fromkeys(one.task for one in cut.crossing if one.kind in _STATES))
    if states:
        message += f"; the status there is Succeeded by definition: {_listed(states)}"
    findings = [info(message)]
    for i, task in enumerate(cut.whole["tasks"]):
        if task["name"] in states and _may_end_otherwise(task, order):
            text = (
                f"`{task['name']}` may have been skipped, or have failed: in `{order.name}` its "
                "status is Succeeded all the same"
            )
            findings.append(warning(text, "tasks", i))
    return findings


_STATES = ("status", "reason")


def _may_end_otherwise(task: dict[str, Any], order: Order) -> bool:
    guarded = bool(task.get("when")) and task["name"] not in order.states
    return guarded or "onError" in task


def _told(results: list[Carried]) -> list[str]:
    return [
        f"`{one.param}`" + (f" ({one.result} of {one.task})" if one.param != one.result else "")
        for one in results
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
