"""Who uses Argo CD is told in one line of values that Tekton stores otherwise than they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from inject_intercepts import contract

if TYPE_CHECKING:
    from collections.abc import Callable

    import krm_fn as krm

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: p}
spec:
  tasks:
    - {name: a, taskRef: {name: a}, timeout: 15m}
"""
MORE = "    - {name: b, taskRef: {name: b}, runAfter: [], timeout: 60s}\n"
TASK = (
    "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: t\n%sspec: {steps: [], params: []}\n"
)
OURS = f"  labels: {{{contract.TASK_LABEL}: t}}\n"
LOCAL = "  annotations: {config.kubernetes.io/local-config: 'true'}\n"
CONFIG = "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\n"
MARKER = "# +argocd:skip-file-rendering\n"
FIRST = (
    "[warning] tekton.dev/v1/Pipeline/p spec.tasks[0].timeout: is stored by Tekton as `15m0s`: "
    "under Argo CD this stays OutOfSync until it is written so"
)
IN_A_TASK = (
    "[warning] tekton.dev/v1/Task/t spec.params: says nothing and is not stored by Tekton: under "
    "Argo CD this stays OutOfSync until it is left out (t.yaml)"
)


@pytest.fixture(autouse=True)
def rename(process: Process) -> None:
    """Let the function put a task before the others: what is told is where it was."""

    def change(resources: krm.ResourceList) -> None:
        for item in resources.items:
            if item.kind == "Pipeline":
                tasks = [{"name": "first", "taskRef": {"name": "f"}}, *item.data["spec"]["tasks"]]
                item.replace({**item.data, "spec": {"tasks": tasks}})

    process(change)


def test_the_one_value_is_named_where_the_user_wrote_it(package: Any) -> None:
    package.put(a_yaml=PIPELINE)

    ran = package.run("generate", ".")

    assert (ran.code, ran.stderr) == (0, [f"{FIRST} (a.yaml)"])


def test_of_many_the_first_is_named_and_the_command_that_names_all(package: Any) -> None:
    package.put(a_yaml=PIPELINE + MORE, t_yaml=TASK % "")

    ran = package.run("generate", ".")

    more = "and 3 more: `inject-intercepts explain .` says them all"
    assert (ran.code, ran.stderr) == (0, [f"{FIRST}; {more} (a.yaml)"])
    assert len(package.run("explain", ".").stderr) == 4


def test_that_command_names_them_where_there_is_nothing_to_explain(package: Any) -> None:
    package.put(t_yaml=TASK % "")

    assert package.run("generate", ".").stderr == [IN_A_TASK]
    assert package.run("explain", ".").stderr[1:] == [IN_A_TASK]


@pytest.mark.parametrize(
    "text",
    [
        TASK % OURS,
        TASK % LOCAL,
        MARKER + TASK % "",
        TASK.replace("/v1", "/v1beta1") % "",
        PIPELINE.replace("15m", "15m0s"),
    ],
    ids=["ours", "for tools", "marked", "v1beta1", "as it is stored"],
)
def test_nothing_is_said_of_what_argo_cd_does_not_find_out_of_sync(package: Any, text: str) -> None:
    package.put(a_yaml=PIPELINE.replace("15m", "15m0s"), t_yaml=text)

    assert package.run("generate", ".").stderr == []


@pytest.mark.parametrize("option", [[], ["--diff"], ["--in-place"]])
def test_render_says_it_where_a_file_is_marked_for_argo_cd(package: Any, option: list[str]) -> None:
    package.put(a_yaml=PIPELINE + MORE, config_yaml=CONFIG)

    unmarked = package.run("render", "--diff", ".").stderr
    package.put(config_yaml=MARKER + CONFIG)
    marked = package.run("render", *option, ".").stderr

    said = f"{FIRST}; and 2 more: `inject-intercepts explain .` says them all (a.yaml)"
    assert unmarked == ["[info] 1 Pipeline changed"]
    assert [line for line in marked if line not in unmarked] == [said]
