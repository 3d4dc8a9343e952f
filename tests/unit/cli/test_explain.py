"""`explain`: what each run of a Pipeline will do, for people and for programs."""

from __future__ import annotations

import io
import json
import string
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PIPELINE = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec:
  params: [{name: level}]
  tasks:
    - name: clone
      taskRef: {name: git-clone}
    - name: deploy
      runAfter: [clone]
      when: [{input: $(params.level), operator: in, values: [full]}]
      taskRef: {name: deploy}
  finally:
    - name: report
      params: [{name: commit, value: $(tasks.clone.results.commit)}]
      taskRef: {name: report}
"""
ABOUT = "[error] tekton.dev/v1/Pipeline/p "
TABLE = """\
Pipeline build (a.yaml)

     the run    how it ends
  A  Completed  all goes well
  B  Failed     clone fails before it wrote a result
  C  Failed     clone fails after it wrote its results
  D  Cancelled  StoppedRunFinally while clone runs
  E  Cancelled  CancelledRunFinally while clone runs
  F  Cancelled  Cancelled while clone runs

         A    B      C      D    E      F
  clone  ok   failed failed ok   cancel cancel
  deploy when stop   stop   user stop   -
finally
  report ok   result ok     ok   result -

Known only in the run: $(params.level), by which `when` guards deploy. Here it is a value of its
own, which equals no other; --param gives it one.

ok: Succeeded; failed: Failed; cancel: Cancelled; when: When Expressions evaluated to false; result:
Results were missing; stop: PipelineRun was stopping; user: PipelineRun was gracefully stopped, or
cancelled; -: Tekton does not come to it
"""
PAGE = """\
## Pipeline build

|   | the run   | how it ends                            |
| - | --------- | -------------------------------------- |
| A | Succeeded | all goes well                          |
| B | Failed    | clone fails before it wrote a result   |
| C | Failed    | clone fails after it wrote its results |
| D | Failed    | deploy fails                           |
| E | Cancelled | StoppedRunFinally while deploy runs    |
| F | Cancelled | CancelledRunFinally while deploy runs  |
| G | Cancelled | Cancelled while deploy runs            |

|          | A E | B        | C      | D      | F      | G      |
| -------- | --- | -------- | ------ | ------ | ------ | ------ |
| `clone`  | ok  | failed   | failed | ok     | ok     | ok     |
| `deploy` | ok  | (stop)   | (stop) | failed | cancel | cancel |
| `report` | ok  | (result) | ok     | ok     | ok     | -      |

ok: Succeeded; failed: Failed; cancel: Cancelled; (result): Results were missing; \
(stop): PipelineRun was stopping; -: Tekton does not come to it
"""


def test_a_terminal_gets_a_list_of_the_endings_and_a_table_of_the_tasks(package: Any) -> None:
    package.put(a_yaml=PIPELINE, values_yaml="image: tekton.dev/\n")

    assert package.run("explain", ".") == (0, TABLE, [])
    assert package.files() == {"a.yaml": PIPELINE, "values.yaml": "image: tekton.dev/\n"}


def test_a_page_has_the_same_and_a_param_says_what_a_guard_compares(package: Any) -> None:
    package.put(a_yaml=PIPELINE)

    ran = package.run("explain", "--format", "markdown", "--param", "level=full", "a.yaml")

    assert ran == (0, PAGE, [])


def test_programs_get_tekton_s_words(package: Any) -> None:
    package.put(a_yaml=PIPELINE)

    ran = package.run("explain", "--format", "json", "a.yaml")

    (found,) = json.loads(ran.stdout)
    runs = found.pop("runs")
    assert found == {
        "kind": "Pipeline",
        "name": "build",
        "file": "a.yaml",
        "guesses": [{"text": "$(params.level)", "cel": False, "tasks": ["deploy"]}],
    }
    assert runs[1] == {
        "params": {},
        "ending": "clone fails before it wrote a result",
        "status": "False",
        "reason": "Failed",
        "cleanup": [],
        "tasks": [
            {"name": "clone", "finally": False, "state": "Failed", "reason": ""},
            {
                "name": "deploy",
                "finally": False,
                "state": "Skipped",
                "reason": "PipelineRun was stopping",
            },
            {
                "name": "report",
                "finally": True,
                "state": "Skipped",
                "reason": "Results were missing",
            },
        ],
    }


def many(count: int) -> str:
    """A Pipeline of that many tasks with long names, and a letter for each."""
    tasks = "".join(
        f"    - {{name: a-task-with-a-name-of-forty-letters-{i:03}, taskRef: {{name: t}}}}\n"
        for i in range(count)
    )
    head = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  tasks:\n"
    return head + tasks


def test_a_wide_table_is_continued_below_itself(package: Any) -> None:
    package.put(a_yaml=many(30))

    ran = package.run("explain", "a.yaml")

    lines = ran.stdout.splitlines()
    heads = [line.split() for line in lines if line.startswith(" " * 40) and "  " in line]
    letters = [letter for head in heads for letter in head]
    assert max(map(len, lines)) <= 100
    # All goes well, each task fails, and three ways to stop.
    called = [*string.ascii_uppercase, *(f"A{letter}" for letter in "ABCDEFGH")]
    assert sorted(letters, key=lambda letter: (len(letter), letter)) == called
    assert sum("forty-letters-007 " in line for line in lines) == len(heads) + 1


def test_a_chain_that_is_longer_than_python_is_deep_is_an_error(package: Any) -> None:
    names = [f"t{i}" for i in range(500, 0, -1)]
    tasks = (f"{{name: {a}, runAfter: [{b}], taskRef: {{name: t}}}}" for a, b in pairwise(names))
    last = f"{{name: {names[-1]}, taskRef: {{name: t}}}}"
    head = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec:\n  tasks: "
    package.put(a_yaml=f"{head}[{', '.join([*tasks, last])}]\n")

    message = "has too many tasks in a row to be explained (a.yaml)"
    assert package.run("explain", "a.yaml") == (1, "", [f"{ABOUT}spec.tasks: {message}"])


def test_a_run_that_nothing_ends_hangs(package: Any) -> None:
    matrix = "matrix: {params: [{name: x, value: [$(tasks.clone.results.commit)]}]}"
    old = "params: [{name: commit, value: $(tasks.clone.results.commit)}]"
    package.put(a_yaml=PIPELINE.replace(old, matrix))

    ran = package.run("explain", "a.yaml")

    assert "  B  hangs      clone fails before it wrote a result" in ran.stdout.splitlines()


def test_a_guard_that_reads_only_states_is_no_guess(package: Any) -> None:
    guard = "when: [{input: $(tasks.status), operator: in, values: [Failed]}]\n      "
    package.put(a_yaml=PIPELINE.replace("params: [{name: commit", guard + "params: [{name: commit"))

    ran = package.run("explain", "--format", "json", "a.yaml")

    (found,) = json.loads(ran.stdout)
    assert [guess["tasks"] for guess in found["guesses"]] == [["deploy"]]
    reports = [task for run in found["runs"] for task in run["tasks"] if task["name"] == "report"]
    assert [task["reason"] or task["state"] for task in reports[:3]] == [
        "When Expressions evaluated to false",
        "Results were missing",
        "Succeeded",
    ]


def test_a_guess_is_told_by_what_only_the_run_knows(package: Any) -> None:
    guards = """\
when:
        - {cel: "'$(params.level)' == 'x'"}
        - {input: $(tasks.clone.results.commit), operator: notin, values: [a]}
      """
    package.put(
        a_yaml=PIPELINE.replace("params: [{name: commit", guards + "params: [{name: commit")
    )

    ran = package.run("explain", "--param", "level=full", "a.yaml")

    told = [part for part in ran.stdout.split("\n\n") if part.startswith("Known only")]
    guarded = "by which `when` guards report. Here it is"
    own = "a value of its own, which equals no other"
    assert [" ".join(part.split()) for part in told] == [
        f"Known only in the run: '$(params.level)' == 'x', {guarded} true.",
        f"Known only in the run: $(tasks.clone.results.commit), {guarded} {own}.",
    ]


RUN = """\
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {generateName: build-}
spec:
  params: [{name: level, value: VALUE}]
  pipelineSpec:
"""


def embedded(value: str) -> str:
    spec = PIPELINE.partition("spec:\n")[2]
    lines = [f"  {line}\n" for line in spec.splitlines()]
    return RUN.replace("VALUE", value) + "".join(lines)


def test_a_run_s_own_params_are_what_its_guards_compare(package: Any) -> None:
    package.put(a_yaml=embedded("full"), b_yaml=embedded("$(tt.params.level)"))

    ran = package.run("explain", "--format", "json", ".")

    whole, unknown = json.loads(ran.stdout)
    assert (whole["kind"], whole["name"]) == ("PipelineRun", "build")
    assert whole["runs"][0]["reason"] == "Succeeded"
    assert whole["guesses"] == []
    assert unknown["runs"][0]["reason"] == "Completed"
    assert [guess["tasks"] for guess in unknown["guesses"]] == [["deploy"]]


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def put(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return put


def test_stdin_does_as_well_as_a_file(package: Any, stdin: Callable[[str], None]) -> None:
    stdin(PIPELINE)

    assert package.run("explain", "-") == (0, TABLE.replace(" (a.yaml)", ""), [])


def test_a_closed_stdin_is_said(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    assert package.run("explain", "-") == (1, "", ["[error] stdin: cannot be read: it is closed"])


def test_a_patch_of_a_kustomization_and_a_template_are_no_pipelines(package: Any) -> None:
    patch = (
        "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: build}\nspec: {tasks: []}\n"
    )
    template = "apiVersion: v1\nkind: {{ .kind }}\nmetadata: {annotations: {tekton.dev/x: y}}\n"
    package.put(
        a_yaml=PIPELINE,
        patch_yaml=patch,
        template_yaml=template,
        kustomization_yaml="resources: [a.yaml]\npatches: [{path: patch.yaml}]\n",
    )

    assert package.run("explain", ".") == (0, TABLE, [])


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["nowhere.yaml"], 1, "[error] nowhere.yaml: is not there"),
        (["task.yaml"], 1, "[error] no Pipeline, and no run that embeds one, in task.yaml"),
        (
            ["cycle.yaml"],
            1,
            ABOUT + "spec.tasks: wait for each other: `a`, `b`, `a` (cycle.yaml)",
        ),
        (
            ["stranger.yaml"],
            1,
            ABOUT + "spec.tasks[0]: waits for `x`, which is not among `tasks` (stranger.yaml)",
        ),
        (
            ["empty.yaml"],
            1,
            ABOUT + "spec.tasks: must have at least one task (empty.yaml)",
        ),
        (
            ["task.yaml", "--param", "level"],
            2,
            "[error] --param level: must be NAME=VALUE, such as intercept-backend=mirrord",
        ),
    ],
)
def test_what_cannot_be_explained_is_an_error(
    package: Any, arguments: list[str], code: int, line: str
) -> None:
    head = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: [%s]}\n"
    task = "{name: %s, runAfter: [%s], taskRef: {name: t}}"
    package.put(
        task_yaml="apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\n",
        cycle_yaml=head % f"{task % ('a', 'b')}, {task % ('b', 'a')}",
        stranger_yaml=head % (task % ("a", "x")),
        empty_yaml=head % "",
    )

    assert package.run("explain", *arguments) == (code, "", [line])


def test_a_value_that_tekton_stores_otherwise_is_a_warning_to_who_uses_argo_cd(
    package: Any,
) -> None:
    text = PIPELINE.replace("{name: git-clone}", "{name: git-clone}\n      timeout: 15m")
    package.put(a_yaml=text.replace("runAfter: [clone]", "runAfter: [clone]\n      params: []"))

    ran = package.run("explain", "a.yaml")

    assert (ran.code, ran.stdout) == (0, TABLE)
    about = "[warning] tekton.dev/v1/Pipeline/build spec.tasks"
    stays = "by Tekton{}: under Argo CD this stays OutOfSync until it is"
    assert ran.stderr == [
        f"{about}[0].timeout: is stored {stays.format(' as `15m0s`')} written so (a.yaml)",
        f"{about}[1].params: says nothing and is not stored {stays.format('')} left out (a.yaml)",
    ]
