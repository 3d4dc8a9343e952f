"""A Task as we ship it is one line of an expectation, and nothing hides behind that line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import line_edits
import printed_tasks
import shipped_tasks
from inject_intercepts import catalogue

ROOT = Path(__file__).parents[2]
LISTS = sorted(
    [
        *ROOT.glob("tests/golden/*/[!_]*.yaml"),
        *ROOT.glob("tests/golden/*/_expected.yaml"),
        *ROOT.glob("tests/e2e/expected/*.yaml"),
        *ROOT.glob("examples/*/.expected/*.yaml"),
    ]
)
PATCHES = sorted(ROOT.glob("examples/*/.expected/*.patch"))
OTHERS = [*ROOT.glob("tests/golden/*/_*"), *ROOT.glob("examples/*/.expected/*")]
MOST_LINES = 9000
# What the functions of the SDK's examples make by each program has no Task, and lines of its own.
OF_THE_SDK = [*ROOT.glob("examples/sdk-*/.expected/*/*")]
MOST_LINES_OF_THE_SDK = 500
RESULT = "deploy-intercepts-result"
EDITED = f"""\
# shipped Task {RESULT}
#-  steps:
#+  stepTemplate: {{workingDir: /}}  # mine
#+  steps:
"""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", LISTS, ids=name)
def test_an_expectation_is_folded_and_unfolds_to_what_folds_to_it(path: Path) -> None:
    fold = shipped_tasks.fold if "golden" in path.parts else shipped_tasks.fold_printed
    text = path.read_text()

    if (path.parent / "_unfolded").exists():
        assert shipped_tasks.unfold(shipped_tasks.fold(text)) == text
    else:
        assert fold(shipped_tasks.unfold(text)) == text


@pytest.mark.parametrize("path", PATCHES, ids=name)
def test_a_patch_is_folded_and_unfolds_to_what_folds_to_it(path: Path) -> None:
    text = path.read_text()

    assert shipped_tasks.fold_patch(shipped_tasks.unfold_patch(text)) == text


def test_one_case_shows_the_tasks_whole() -> None:
    assert len([*ROOT.glob("tests/golden/*/_unfolded")]) == 1


def test_somebody_can_read_all_that_is_expected() -> None:
    assert _lines({*LISTS, *PATCHES, *OTHERS}) < MOST_LINES
    assert _lines({*OF_THE_SDK}) < MOST_LINES_OF_THE_SDK


def _lines(paths: set[Path]) -> int:
    return sum(path.read_text().count("\n") for path in paths if path.is_file())


def manifest(name: str, namespace: str | None, prefixed: str | None) -> str:
    text = catalogue.manifest(name, namespace=namespace)
    return text if prefixed is None else text.replace(f"name: {name}\n", f"name: {prefixed}\n", 1)


tasks = st.builds(
    manifest,
    st.sampled_from(catalogue.NAMES),
    st.none() | st.sampled_from(["ci", "on", "0x1f"]),
    st.none() | st.sampled_from(["team-a", '"y"']),
)


@given(task=tasks, data=st.data())
def test_a_line_that_is_not_as_shipped_is_seen(task: str, data: st.DataObject) -> None:
    lines = task.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    new = data.draw(st.sampled_from(["", "\n", " " + lines[at], "# x\n", lines[at] * 2]))
    changed = "".join([*lines[:at], new, *lines[at + 1 :]])

    folded = shipped_tasks.fold(changed)
    assert shipped_tasks.unfold(folded) == changed
    assert (folded == shipped_tasks.fold(task)) == (changed == task)


@given(
    parts=st.lists(
        tasks | st.just("kind: Task\n") | st.just("a:\n\n  b: |\n    - # c\n"), max_size=4
    )
)
def test_documents_and_items_fold_in_place(parts: list[str]) -> None:
    documents = "---\n".join(parts)
    items = "items:\n" + "".join(
        re.sub(r"(?m)^(?=.)", "  ", part).replace("  ", "- ", 1) for part in parts
    )
    for text in (documents, items):
        folded = shipped_tasks.fold(text)
        assert shipped_tasks.unfold(folded) == text
        assert len(folded.splitlines()) <= 1 + 5 * len(parts)


def test_the_line_says_what_the_package_made_of_the_metadata() -> None:
    task = manifest(RESULT, "on", "b-result")

    folded = shipped_tasks.fold(task)

    assert folded == f'# shipped Task {RESULT}, name: b-result, namespace: "on"\n'
    assert shipped_tasks.unfold(folded) == task


def test_a_task_with_an_edit_shows_the_edit_alone() -> None:
    task = catalogue.text(RESULT).replace(
        "  steps:\n", "  stepTemplate: {workingDir: /}  # mine\n  steps:\n"
    )

    assert shipped_tasks.fold(task) == EDITED
    assert shipped_tasks.unfold(EDITED) == task


def test_the_edits_of_an_item_stand_in_its_column() -> None:
    item = "- " + EDITED.replace("\n", "\n  ").removesuffix("  ")

    assert shipped_tasks.fold(shipped_tasks.unfold(f"items:\n{item}")) == f"items:\n{item}"


def test_another_version_has_the_hash_of_its_own_spec() -> None:
    folded = EDITED.replace("\n", ", with a hash of its own\n", 1)

    task = shipped_tasks.unfold(folded)

    assert shipped_tasks.fold(task) == folded
    assert f"{catalogue.HASH_ANNOTATION}: crc32-" in task
    assert catalogue.text(RESULT).splitlines()[10] not in task.splitlines()


def test_a_task_that_differs_in_much_stands_whole() -> None:
    task = catalogue.text(RESULT).replace("- name:", "-  name:")

    assert shipped_tasks.fold(task) == task


def test_a_patch_folds_new_files_alone_and_counts_their_lines() -> None:
    lines = catalogue.text(RESULT).splitlines(keepends=True)
    new = "".join(f"+{line}" for line in lines)
    old = "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n a\n+# b\n"
    patch = f"--- /dev/null\n+++ b/tasks\n@@ -0,0 +1,{len(lines)} @@\n{new}{old}"

    folded = shipped_tasks.fold_patch(patch)

    assert folded == f"--- /dev/null\n+++ b/tasks\n@@ -0,0 +1 @@\n+# shipped Task {RESULT}\n{old}"
    assert shipped_tasks.unfold_patch(folded) == patch


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("# shipped Task deploy", "no shipped Task is named deploy: it must be one of "),
        (f"# shipped Task {RESULT}, colour: red", "`colour: red` says nothing that "),
        (f"# shipped Task {RESULT}\n#-nowhere\n#+here", "must stand there once, not 0 times"),
        (f"# shipped Task {RESULT}\n#+here", "a line that goes must come first"),
        (f"# shipped Task {RESULT}\n#-  steps:", "a line that goes must come first"),
    ],
)
def test_a_line_that_cannot_be_unfolded_is_refused(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        shipped_tasks.unfold(f"{line}\n")


def test_edits_are_as_few_lines_as_say_where() -> None:
    before, after = "a\nb\na\nc\n", "a\nb\nx\na\nc\n"

    edits = line_edits.between(before, after)

    assert edits == ["-a\n", "-c\n", "+x\n", "+a\n", "+c\n"]
    assert line_edits.applied(before, edits) == after


SHIPPED = """\
# What it is for.
kind: Task
spec:
  # Theirs.
  params:
    - name: wait
      default: "60"
      description: Seconds to wait for what is being deleted to be gone, for each kind of thing.

    # Ours.
    - {name: x, args: ["a: b", '']}
  script: |
    # Its own.
    exit
"""
BY_KPT = """\
# What it is for.
kind: Task
spec:
  # Theirs.
  params:
  - name: wait
    default: "60"
    description: Seconds to wait for what is being deleted to be gone, for each kind of thing.
  # Ours.
  - {name: x, args: ["a: b", '']}
  script: |
    # Its own.
    exit
"""
BY_KUSTOMIZE = """\
kind: Task
spec:
  params:
  - default: "60"
    description: Seconds to wait for what is being deleted to be gone, for each kind
      of thing.
    name: wait
  - args:
    - 'a: b'
    - ""
    name: x
  script: |
    # Its own.
    exit
"""


@pytest.mark.parametrize(("printer", "text"), [("kpt", BY_KPT), ("kustomize", BY_KUSTOMIZE)])
def test_a_task_is_known_in_the_form_that_an_orchestrator_gives_it(printer: str, text: str) -> None:
    assert printed_tasks.printer_of(text, SHIPPED) == printer
    assert printed_tasks.printer_of(printed_tasks.printed(printer, SHIPPED), SHIPPED) == printer


@pytest.mark.parametrize(
    ("text", "was", "now"),
    [
        (BY_KPT, "# Theirs.", "# Others'."),
        (BY_KPT, '"60"', "60"),
        (BY_KPT, "exit", " exit"),
        (BY_KUSTOMIZE, "  script", "  # More.\n  script"),
        (BY_KUSTOMIZE, '"60"', "60"),
        (BY_KUSTOMIZE, "to wait", "towait"),
        (BY_KUSTOMIZE, "    name: wait\n", ""),
        (BY_KUSTOMIZE, "kind: Task\n", "apiVersion: v1\nkind: Task\n"),
    ],
)
def test_an_orchestrators_form_hides_neither_data_nor_comments(
    text: str, was: str, now: str
) -> None:
    assert printed_tasks.printer_of(text.replace(was, now), SHIPPED) is None
