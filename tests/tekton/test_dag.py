"""No task loses or gains an edge in Tekton's own graph, beyond those that the rules name."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import dag_rules
import golden_cases
import packages
import pytest
import verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.needs("go")

TASK_IN_REFERENCE = re.compile(r"\$\(tasks\.([^.)]+)\.results\.")


class Config:
    """What a FunctionConfig says that can change a graph."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        spec = config.get("spec") or {}
        deploy = spec.get("deploy") or {}
        insert = deploy.get("insert") or {}
        data = config.get("data") or {}  # a ConfigMap does as well
        self.deploy: str = deploy.get("task") or data.get("deployTask") or "deploy-intercepts"
        cleanup = (spec.get("cleanup") or {}).get("task")
        self.cleanup: str = cleanup or data.get("cleanupTask") or "cleanup"
        self.run_after: set[str] = set(insert.get("runAfter") or [])
        self.before: set[str] = set(insert.get("before") or [])
        self.inserted_reads = _references(insert.get("params"))
        self.backends_read = _references(spec.get("backends"))
        self.cleanup_reads = _references((spec.get("cleanup") or {}).get("params"))


def _references(value: Any) -> set[str]:
    return set(TASK_IN_REFERENCE.findall(json.dumps(value)))


def assert_only_the_injection(before: verdict.Graph, after: verdict.Graph, config: Config) -> None:
    assert dag_rules.broken_rules(after) == []
    injection = dag_rules.injection_in(after)
    if injection and injection.deploy in before.tasks:
        waits = set(before.tasks[injection.deploy])
        for variant in injection.variants:
            assert waits <= set(after.tasks[variant]) <= waits | config.backends_read
    # An injection that is taken back takes the cleanup that it made along.
    taken = (
        {config.cleanup} - after.finally_.keys() if dag_rules.injection_in(before) else set[str]()
    )
    base = dag_rules.without_injection(before, made=taken)
    made = {config.cleanup} - base.finally_.keys()
    left = dag_rules.without_injection(after, made=made)
    if config.deploy in left.tasks and config.deploy not in base.tasks:
        parents = set(left.tasks[config.deploy])
        assert parents == config.run_after | config.inserted_reads | config.backends_read
        assert {task for task, of in left.tasks.items() if config.deploy in of} == config.before
        left = dag_rules.without_task(left, config.deploy)
    assert plus(base, config) == plus(left, config)


def plus(graph: verdict.Graph, config: Config) -> verdict.Graph:
    """The graph with the edges that params of the config's own may or may not have brought."""
    tasks, finally_ = dict(graph.tasks), dict(graph.finally_)
    if config.deploy in tasks:
        tasks[config.deploy] = sorted({*tasks[config.deploy], *config.backends_read})
    if config.cleanup in finally_:
        finally_[config.cleanup] = sorted({*finally_[config.cleanup], *config.cleanup_reads})
    return verdict.Graph(tasks, finally_)


def test_there_are_golden_cases() -> None:
    assert [path for path in golden_cases.paths() if not golden_cases.read(path).refused]


@pytest.mark.parametrize("path", golden_cases.paths(), ids=lambda path: path.parent.name)
def test_golden_cases_change_only_the_edges_that_the_rules_name(
    tekton: verdict.Tekton, path: Path
) -> None:
    case = golden_cases.read(path)
    if case.refused:
        return  # nothing was changed, and the input may be one that Tekton refuses too
    before, after = tekton.graph(case.before), tekton.graph(case.after)
    for asked in (case.config.get("spec") or {}).get("continuations") or []:
        derived = after.pop(f"Pipeline/{asked['name']}")
        assert_second_half(derived, after[f"Pipeline/{asked['pipeline']}"])
    assert before.keys() == after.keys()
    for name in before:
        assert_only_the_injection(before[name], after[name], Config(case.config))


def assert_second_half(derived: verdict.Graph, whole: verdict.Graph) -> None:
    """What it has of the whole is in the order of the whole, and waits for nothing else."""
    kept = derived.tasks.keys()
    assert derived.tasks == {
        name: [other for other in whole.tasks[name] if other in kept] for name in kept
    }
    gone = whole.tasks.keys() - kept
    assert gone
    assert not [name for name in gone if {*whole.tasks[name]} & kept]
    assert derived.finally_.keys() == whole.finally_.keys()


def test_the_base_pipelines_change_only_the_edges_that_the_rules_name(
    tekton: verdict.Tekton, program: Path
) -> None:
    base = packages.base_with_continuation()
    before = tekton.graph("\n---\n".join(json.dumps(one) for one in base))
    after = tekton.graph(packages.injected_base(program))
    assert after.keys() == before.keys() == {"Pipeline/stack-pr-test", "Pipeline/stack-pr-continue"}
    for name in before:
        assert dag_rules.injection_in(after[name]) == dag_rules.Injection(
            "deploy-intercepts",
            frozenset({"deploy-intercepts-telepresence", "deploy-intercepts-mirrord"}),
        )
        assert_only_the_injection(before[name], after[name], Config(packages.CONFIG))


BEFORE = verdict.Graph(
    {"build": [], "deploy-intercepts": ["build"], "run-tests": ["deploy-intercepts"]},
    {"cleanup": ["deploy-intercepts"]},
)
AFTER = verdict.Graph(
    {
        "build": [],
        "deploy-intercepts-a": ["build"],
        "deploy-intercepts-b": ["build"],
        "deploy-intercepts-result": ["deploy-intercepts-a", "deploy-intercepts-b"],
        "run-tests": ["deploy-intercepts-result"],
    },
    {"cleanup": ["deploy-intercepts-result"], "cleanup-fallback": []},
)


def test_an_injection_by_the_rules_passes() -> None:
    assert_only_the_injection(BEFORE, AFTER, Config({}))


@pytest.mark.parametrize(
    ("section", "task", "parents"),
    [
        ("tasks", "run-tests", []),
        ("tasks", "run-tests", ["deploy-intercepts-a"]),
        ("tasks", "run-tests", ["build", "deploy-intercepts-result"]),
        ("tasks", "deploy-intercepts-a", []),
        ("tasks", "deploy-intercepts-result", ["deploy-intercepts-a"]),
        ("tasks", "new", []),
        ("finally_", "cleanup", []),
        ("finally_", "cleanup-fallback", ["deploy-intercepts-result"]),
        ("finally_", "new", []),
    ],
)
def test_an_edge_too_many_or_too_few_is_found(section: str, task: str, parents: list[str]) -> None:
    changed = AFTER._replace(**{section: getattr(AFTER, section) | {task: parents}})
    with pytest.raises(AssertionError):
        assert_only_the_injection(BEFORE, changed, Config({}))
