"""How a Task is composed from its sources: what is included where, and what is refused."""

from __future__ import annotations

import pytest
import yaml

from inject_intercepts import catalogue, contract
from inject_intercepts.catalogue import composition

TASK = """\
# A Task.
# include: ../shared/head.yaml
spec:
  steps:
    - name: one
      script: |
        # include: one.sh
    - name: two
      script: |
        #!/bin/sh
        echo two
"""
HEAD = """\
kind: Task
metadata:
  name: __TASK__
  annotations:
    tekton-intercepts.dev/content-hash: __CONTENT_HASH__
"""
SCRIPT = """\
#!/bin/sh
source ../shared/fail.sh

if state="$(jq -r --arg limit __CONTAINERS__ '
    # include: ../shared/state.jq' <<<"$pod")"; then
  echo "$(jq '# include: ../shared/state.jq')"
fi
"""
FAIL = """\
# shellcheck shell=bash
# Says what is wrong.
fail() {
  # shellcheck disable=SC2059
  printf "__TASK__: $1"
}
"""
STATE = """\
.state

| if . then "on" else "off" end
"""
FILES = {
    "a-task/task.yaml": TASK,
    "a-task/one.sh": SCRIPT,
    "shared/head.yaml": HEAD,
    "shared/fail.sh": FAIL,
    "shared/state.jq": STATE,
    "shared/elsewhere.sh": "exit 1\n",
}
COMPOSED = """\
# A Task.
kind: Task
metadata:
  name: a-task
  annotations:
    tekton-intercepts.dev/content-hash: HASH
spec:
  steps:
    - name: one
      script: |
        #!/bin/sh
        # Says what is wrong.
        fail() {
          printf "a-task: $1"
        }

        if state="$(jq -r --arg limit 4 '
            .state

            | if . then "on" else "off" end' <<<"$pod")"; then
          echo "$(jq '.state

          | if . then "on" else "off" end')"
        fi
    - name: two
      script: |
        #!/bin/sh
        echo two
"""


def test_a_task_has_its_files_where_they_are_included_with_its_name_and_what_is_counted() -> None:
    digest = catalogue.content_hash(yaml.safe_load(COMPOSED)["spec"])

    assert composition.compose("a-task", FILES) == composition.Composed(
        text=COMPOSED.replace("HASH", digest),
        sources=frozenset(FILES) - {"shared/elsewhere.sh"},
    )


def test_one_step_more_is_one_container_more() -> None:
    more = TASK + "    - name: three\n      script: 'true'\n"

    text = composition.compose("a-task", FILES | {"a-task/task.yaml": more}).text

    assert "--arg limit 5 '" in text


def test_a_value_that_the_program_gives_stands_where_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(composition.VALUES, "BACKENDS", '["telepresence"]')

    text = composition.compose(
        "a-task", FILES | {"shared/state.jq": "any(__BACKENDS__[]; . == $it)\n"}
    ).text

    assert """(jq 'any(["telepresence"][]; . == $it)')""" in text


def test_a_shared_file_includes_what_the_task_has_of_its_own() -> None:
    own = {"shared/state.jq": "# include: ../__TASK__/own.jq\n", "a-task/own.jq": ".mine\n"}

    text = composition.compose("a-task", FILES | own).text

    assert "(jq '.mine')" in text


def test_a_task_that_has_none_of_its_own_gets_the_file_of_that_name_beside_the_shared_one() -> None:
    usual = {"shared/state.jq": "# include: ../__TASK__/own.jq\n", "shared/own.jq": ".usual\n"}
    own = {"a-task/own.jq": ".mine\n"}

    assert "(jq '.usual')" in composition.compose("a-task", FILES | usual).text
    assert "(jq '.mine')" in composition.compose("a-task", FILES | usual | own).text


def test_cleanup_knows_of_each_backend_what_the_contract_says() -> None:
    values = composition.values(
        (
            contract.BuiltIn("pods-alone", "deploy-pods-alone"),
            contract.BuiltIn("both", "deploy-both", proxies="app=proxy", agents="app=agent"),
            contract.BuiltIn("held-open", "deploy-held-open", proxies="app=holder"),
            contract.BuiltIn("port-forward", "deploy-port-forward"),
        )
    )

    assert values == {
        "JQ_PODS_ALONE": '["pods-alone", "port-forward"]',
        "PROSE_PODS_ALONE": "`pods-alone`, `port-forward`",
        "SH_PROXIES": '"app=proxy" "app=holder"',
        "SH_AGENTS": '"app=agent"',
        "PROSE_LABELS": "app=agent, app=proxy, app=holder",
    }
    assert composition.values(contract.BUILT_IN) == composition.VALUES


def test_an_empty_file_is_an_empty_line() -> None:
    text = composition.compose("a-task", FILES | {"shared/fail.sh": ""}).text

    assert "        #!/bin/sh\n\n\n        if state=" in text


REFUSED = {
    "a file that is not there": (
        {"a-task/one.sh": "#!/bin/sh\n\nsource ../shared/fial.sh\n"},
        "a-task/one.sh:3: there is no shared/fial.sh to include",
    ),
    "a file elsewhere": (
        {"a-task/one.sh": "source ../../../interface.py\n"},
        "a-task/one.sh:1: there is no ../../interface.py to include",
    ),
    "a file of the folder where another stands": (
        {"a-task/one.sh": "# include: state.jq\n"},
        "a-task/one.sh:1: there is no a-task/state.jq to include",
    ),
    "a file of its own that neither the task nor the folder beside has": (
        {"shared/state.jq": "# include: ../__TASK__/own.jq\n"},
        "shared/state.jq:1: there is no a-task/own.jq to include",
    ),
    "a file that includes itself": (
        {"shared/fail.sh": "source ../shared/fail.sh\n"},
        "shared/fail.sh:1: a file cannot include itself: shared/fail.sh -> shared/fail.sh",
    ),
    "files that include each other": (
        {"shared/fail.sh": "source b\n", "shared/b": ":\n\n# include: fail.sh\n"},
        "shared/b:3: a file cannot include itself: shared/fail.sh -> shared/b -> shared/fail.sh",
    ),
    "a value that nobody gives": (
        {"shared/state.jq": "__TSAK__\n"},
        "shared/state.jq:1: there is no value TSAK; there are TASK, CONTAINERS, CONTENT_HASH, "
        + ", ".join(composition.VALUES),
    ),
    "a quote that would end the program": (
        {"shared/state.jq": ".a\n| # it's\n.b\n"},
        "shared/state.jq:2: ' would end the shell's quote; in a text write \\u0027",
    ),
    "an include behind something else": (
        {"a-task/one.sh": "echo  # include: ../shared/fail.sh\n"},
        "a-task/one.sh:1: write it `# include: FILE`, alone or behind an open quote",
    ),
    "an include without its space": (
        {"a-task/one.sh": "#include: ../shared/fail.sh\n"},
        "a-task/one.sh:1: write it `# include: FILE`, alone or behind an open quote",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_composed_is_refused_with_its_file_and_line(case: str) -> None:
    change, said = REFUSED[case]

    with pytest.raises(composition.CannotCompose) as refusal:
        composition.compose("a-task", FILES | change)

    assert str(refusal.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spec: [\n", "no YAML: "),
        ("", "no Task: spec.steps is missing"),
        ("- spec\n", "no Task: spec.steps is missing"),
        ("spec:\n", "no Task: spec.steps is missing"),
        ("spec: {steps: 1}\n", "no Task: spec.steps is missing"),
    ],
)
def test_what_is_no_task_is_refused(text: str, said: str) -> None:
    with pytest.raises(composition.CannotCompose) as refusal:
        composition.compose("a-task", FILES | {"a-task/task.yaml": text})

    assert str(refusal.value).startswith(f"a-task/task.yaml: with what it includes it is {said}")


def test_a_task_without_sources_is_refused() -> None:
    with pytest.raises(composition.CannotCompose, match=r"^b-task/task\.yaml: is missing$"):
        composition.compose("b-task", FILES)
