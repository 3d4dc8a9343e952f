"""What holds for every Pipeline and every cut of it."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import second_halves as s
from hypothesis import event, given
from hypothesis import strategies as st

from draws import examples
from inject_intercepts import continuation
from inject_intercepts.tekton import graph, references, shape

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ["a", "b", "c-d", "cut", "e", "f"]
RESULTS = ["r", "s", "t"]
FORMS = ["{}", "x {} y", "[*]", "[0]", ".key", "['key']"]
PARAM = re.compile(r"\$\(params[.\[]['\"]?([\w-]+)")
DECLARED: list[dict[str, Any]] = [
    {"name": "r"},
    {"name": "p"},
    {"name": "unused"},
    {"name": "q", "default": "$(params.p)"},
]


@st.composite
def values(draw: Callable[..., Any], earlier: list[str]) -> Any:
    """What a field may say: text, a param, or something of a task that is there already."""
    kinds = ["text", "param", "result", "result", "result", "status", "other"]
    kind = draw(st.sampled_from(kinds if earlier else kinds[:2]))
    if kind == "text":
        return "text"
    if kind == "param":
        return draw(st.sampled_from(["$(params.p)", "$(params['q'])", "$(params.r)"]))
    task = draw(st.sampled_from(earlier))
    if kind == "other":
        what = draw(st.sampled_from(["outputs.o", "matrix.length", "startTime", "results['s']"]))
        return f"$(tasks.{task}.{what})"
    if kind == "status":
        return f"$(tasks.{task}.status)"
    read = f"tasks.{task}.results.{draw(st.sampled_from(RESULTS))}"
    form = draw(st.sampled_from(FORMS))
    text = form.format(f"$({read})") if "{" in form else f"$({read}{form})"
    return [text] if draw(st.booleans()) else text


@st.composite
def tasks(
    draw: Callable[..., Any], name: str, earlier: list[str], *, final: bool
) -> dict[str, Any]:
    """A pipeline task that waits for some of the earlier ones, and reads some."""
    some = values(earlier)
    made = s.reading(name, *draw(st.lists(some, max_size=3)))
    if earlier and not final and draw(st.booleans()):
        made["runAfter"] = draw(st.lists(st.sampled_from(earlier), min_size=1, unique=True))
    text = some.map(lambda value: value if isinstance(value, str) else value[0])
    if draw(st.booleans()):
        made["displayName"] = draw(text)
    if draw(st.booleans()):
        made["when"] = [{"input": draw(text), "operator": "in", "values": ["x"]}]
    if draw(st.booleans()):
        made["workspaces"] = [{"name": "w", "workspace": draw(st.sampled_from(["one", "two"]))}]
    if draw(st.booleans()):
        del made["taskRef"]
        made["taskSpec"] = {"params": [{"name": "r"}], "steps": [{"script": draw(text)}]}
    return made


@st.composite
def pipelines(draw: Callable[..., Any]) -> dict[str, Any]:
    """A Pipeline in which a task waits for, and reads, those before it."""
    body = [draw(tasks(name, NAMES[:i], final=False)) for i, name in enumerate(NAMES)]
    final = [draw(tasks(name, NAMES, final=True)) for name in ("y", "z")]
    results = [{"name": "out", "value": f"$(tasks.{draw(st.sampled_from(NAMES))}.results.r)"}]
    workspaces = [{"name": one} for one in ("one", "two", "three")]
    return s.pipeline(
        *draw(st.permutations(body)),
        params=copy.deepcopy(DECLARED),
        workspaces=workspaces,
        results=results,
        **{"finally": final},
    )


@examples(300)
@given(pipelines())
def test_a_derived_pipeline_needs_nothing_that_it_does_not_have(obj: dict[str, Any]) -> None:
    before = copy.deepcopy(obj)

    done = s.derive(obj)

    assert obj == before
    assert s.derive(obj) == done
    if done.obj is None:
        event("refused")
        assert {one.severity for one in done.findings} == {"error"}
        return
    spec = done.obj["spec"]
    assert shape.misshapes(spec) == []
    assert graph.find_cycle(spec) == ()
    names = {task["name"] for task in spec["tasks"]}
    assert {one.task for one in references.in_spec(spec)} <= names
    assert {name for task in spec["tasks"] for name in task.get("runAfter", [])} <= names
    read = set(PARAM.findall(str(spec)))
    declared = [param["name"] for param in spec.get("params", [])]
    assert sorted(declared) == sorted(read)
    bound = {
        entry["workspace"]
        for section in ("tasks", "finally")
        for task in spec.get(section, [])
        for entry in task.get("workspaces", [])
    }
    assert {entry["name"] for entry in spec.get("workspaces", [])} == bound


@examples(300)
@given(pipelines())
def test_nothing_is_lost_but_what_is_done_when_the_cut_starts(obj: dict[str, Any]) -> None:
    spec = obj["spec"]
    first = continuation.first_half(spec, ["cut"])

    done = s.derive(obj)

    assert {*graph.parents(spec)["cut"]} <= first
    if done.obj is not None:
        kept = [task["name"] for task in done.obj["spec"]["tasks"]]
        assert kept == [task["name"] for task in spec["tasks"] if task["name"] not in first]
        edges, was = graph.parents(done.obj["spec"]), graph.parents(spec)
        assert edges == {name: was[name] - first for name in kept}


@examples()
@given(pipelines())
def test_a_second_half_has_no_first(obj: dict[str, Any]) -> None:
    done = s.derive(obj)

    if done.obj is not None:
        again = s.derive(done.obj)
        assert again.obj is not None, again.findings
        bare = {k: v for k, v in again.obj["spec"].items() if k != "description"}
        assert bare == {k: v for k, v in done.obj["spec"].items() if k != "description"}
