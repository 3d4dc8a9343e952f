"""`render`: any function on files. The functions here are small, so that results can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import krm_fn as krm

if TYPE_CHECKING:
    from collections.abc import Callable

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "# ours\napiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}   # a name\n"
CHANGED = PIPELINE + "spec:\n  seen: true\n"
CONFIG = "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\n"
TASK = "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: {0}\n"
PLACED = (
    "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: made\n  annotations:\n    own: x\n"
    "    internal.config.kubernetes.io/path: intercept-tasks.yaml\n"
    "    internal.config.kubernetes.io/index: '3'\n"
)
MADE = (
    "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: made\n  annotations:\n    own: x\n"
)
VALUES = "image: tekton\nbroken: [\n"


def leave(resources: krm.ResourceList) -> None:
    """Change nothing."""


def see(resources: krm.ResourceList) -> None:
    """Mark every Pipeline."""
    for item in resources.items:
        if item.kind == "Pipeline":
            item.replace({**item.data, "spec": {"seen": True}})


def make(resources: krm.ResourceList) -> None:
    """Add a Task, with the annotations that say where it goes."""
    resources.add(krm.KubeObject.new(PLACED))


def drop_tasks(resources: krm.ResourceList) -> None:
    """Take away all Tasks."""
    for item in list(resources.items):
        if item.kind == "Task":
            resources.remove(item)


def test_the_result_is_printed_as_one_stream(package: Any, process: Process) -> None:
    package.put(
        b_yaml=PIPELINE.removesuffix("\n"), c_yaml=f"---\n{TASK.format('t')}", a_yaml="a: 1\n"
    )
    package.put(values_yaml=VALUES, config_yaml=CONFIG, d_json='{"apiVersion": "tekton.dev/v1"}')
    process(see)

    expected = f"{CHANGED}---\n{TASK.format('t')}---\n" + '{"apiVersion": "tekton.dev/v1"}\n'
    assert package.run("render", ".") == (0, expected, [])


def test_files_change_in_place_and_only_where_the_function_changed_them(
    package: Any, process: Process
) -> None:
    before = {"a_yaml": PIPELINE, "b_yaml": TASK.format("t"), "values_yaml": VALUES}
    package.put(**before, config_yaml=CONFIG, sub__c_yml=f"a: b\n---\n{PIPELINE}...\n")
    process(see)

    assert package.run("render", "--in-place", ".") == (0, "", [])
    assert package.files() == {
        "a.yaml": CHANGED,
        "b.yaml": TASK.format("t"),
        "config.yaml": CONFIG,
        "sub/c.yml": f"a: b\n---\n{CHANGED}...\n",
        "values.yaml": VALUES,
    }


def test_a_diff_shows_the_change_and_makes_none(package: Any, process: Process) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=TASK.format("t"))
    process(see)

    expected = (
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -2,3 +2,5 @@\n apiVersion: tekton.dev/v1\n kind: Pipeline\n"
        " metadata: {name: p}   # a name\n+spec:\n+  seen: true\n"
    )
    assert package.run("render", "--diff", ".") == (0, expected, ["[info] 1 Pipeline changed"])
    assert package.files() == {"a.yaml": PIPELINE, "b.yaml": TASK.format("t")}


def test_a_function_that_changes_nothing_leaves_no_diff(package: Any, process: Process) -> None:
    package.put(a_yaml=PIPELINE)
    process(leave)

    assert package.run("render", "--diff", ".") == (0, "", [])


@pytest.mark.parametrize("text", [PIPELINE.replace("\n", "\r\n"), "\ufeff" + PIPELINE])
def test_line_ends_and_a_byte_order_mark_stay(package: Any, process: Process, text: str) -> None:
    package.put(a_yaml=text)
    process(see)
    added = "spec:\n  seen: true\n".replace("\n", "\r\n" if "\r" in text else "\n")

    assert package.run("render", "--in-place", "a.yaml") == (0, "", [])
    assert package.files() == {"a.yaml": text + added}


def test_a_json_file_stays_json(package: Any, process: Process) -> None:
    text = '{"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"name": "p"}}\n'
    package.put(a_json=text)
    process(see)

    assert package.run("render", "--in-place", "a.json") == (0, "", [])
    assert package.files() == {"a.json": text.replace("}}\n", '}, "spec": {"seen": true}}\n')}


def test_a_new_object_goes_to_its_file_without_the_annotations_that_say_so(
    package: Any, process: Process
) -> None:
    package.put(a_yaml=PIPELINE)
    process(make)

    assert package.run("render", "--in-place", ".") == (0, "", [])
    assert package.files() == {"a.yaml": PIPELINE, "intercept-tasks.yaml": MADE}


def test_a_new_object_joins_a_file_that_is_there_even_if_it_was_not_given(
    package: Any, process: Process
) -> None:
    package.put(a_yaml=PIPELINE)
    (package.root / "intercept-tasks.yaml").write_text(TASK.format("t"))
    process(make)

    assert package.run("render", "--in-place", "a.yaml") == (0, "", [])
    assert package.files() == {
        "a.yaml": PIPELINE,
        "intercept-tasks.yaml": f"{TASK.format('t')}---\n{MADE}",
    }


def test_a_file_whose_objects_are_all_gone_goes_too(package: Any, process: Process) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=f"{TASK.format('t')}---\n{TASK.format('u')}")
    process(drop_tasks)

    assert package.run("render", "--in-place", ".") == (0, "", [])
    assert package.files() == {"a.yaml": PIPELINE}


def test_nothing_is_taken_out_of_a_file_that_was_not_given(package: Any, process: Process) -> None:
    package.put(a_yaml=PIPELINE)
    (package.root / "intercept-tasks.yaml").write_text(TASK.format("t"))
    process(drop_tasks)

    assert package.run("render", "--in-place", "a.yaml") == (0, "", [])
    assert package.files() == {"a.yaml": PIPELINE, "intercept-tasks.yaml": TASK.format("t")}


@pytest.mark.parametrize("output", [(), ("--diff",), ("--in-place",)])
def test_after_an_error_nothing_is_printed_or_written(
    package: Any, process: Process, output: tuple[str, ...]
) -> None:
    def fail(resources: krm.ResourceList) -> None:
        see(resources)
        resources.results.append(krm.Result.error("must not be", resources.items[0], "spec"))

    package.put(a_yaml=PIPELINE)
    process(fail)

    line = "[error] tekton.dev/v1/Pipeline/p spec: must not be (a.yaml)"
    assert package.run("render", *output, ".") == (1, "", [line])
    assert package.files() == {"a.yaml": PIPELINE}


def test_a_bug_is_one_line_and_3(package: Any, process: Process) -> None:
    def stumble(_: krm.ResourceList) -> None:
        raise ZeroDivisionError

    package.put(a_yaml=PIPELINE)
    process(stumble)
    ran = package.run("render", "--in-place", ".")

    assert (ran.code, ran.stdout, len(ran.stderr)) == (3, "", 1)


def test_an_object_that_cannot_be_read_is_named_with_its_file(
    package: Any, process: Process
) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=f"{TASK.format('t')}---\n{PIPELINE}spec: {{{{ .Values }}\n")
    process(see)
    ran = package.run("render", "--in-place", ".")

    assert (ran.code, ran.stdout, len(ran.stderr)) == (1, "", 1)
    assert ran.stderr[0].startswith("[error] tekton.dev/v1/Pipeline/p: cannot be read: line ")
    assert ran.stderr[0].endswith("; mend it, or list the file in .krmignore (b.yaml[1])")
    assert package.files()["a.yaml"] == PIPELINE


def test_a_file_that_is_not_utf_8_is_named(package: Any, process: Process) -> None:
    (package.root / "a.yaml").write_bytes(PIPELINE.encode() + b"# caf\xe9\n")
    process(see)

    assert package.run("render", ".") == (
        1,
        "",
        ["[error] a.yaml: it must be UTF-8; near line 5: invalid continuation byte"],
    )


def test_one_that_has_nothing_to_do_with_tekton_is_left_alone(
    package: Any, process: Process
) -> None:
    package.put(a_yaml=PIPELINE)
    (package.root / "b.yaml").write_bytes(b"caf\xe9: [\n")
    process(see)

    assert package.run("render", ".") == (0, CHANGED, [])


def test_nothing_to_print_is_an_error(package: Any, process: Process) -> None:
    package.put(a_yaml="a: 1\n")
    process(leave)

    assert package.run("render", "a.yaml") == (1, "", ["[error] no Tekton object in a.yaml"])


def test_a_path_that_is_not_there_is_named(package: Any) -> None:
    assert package.run("render", "gone") == (1, "", ["[error] gone: is not there"])


def test_a_file_that_cannot_be_written_is_named(
    package: Any, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    package.put(a_yaml=PIPELINE)
    process(see)
    monkeypatch.setattr("os.access", lambda *_: False)

    line = "[error] a.yaml: cannot be written: it is read-only"
    assert package.run("render", "--in-place", ".") == (1, "", [line])
    assert package.files() == {"a.yaml": PIPELINE}


def test_an_unquoted_template_is_called_one(package: Any, process: Process) -> None:
    text = f"{PIPELINE}spec:\n  params:\n  - name: revision\n    value: {{{{ revision }}}}\n"
    package.put(a_yaml=PIPELINE, b_yaml=text)
    process(see)

    message = (
        "cannot be read: line 8: this key is not a string: quote it; `{{ revision }}` looks like a "
        "template: quote it, or run this on what the template makes; mend it, or list the file in "
        ".krmignore"
    )
    line = f"[error] tekton.dev/v1/Pipeline/p: {message} (b.yaml)"
    assert package.run("render", "--in-place", ".") == (1, "", [line])
    assert package.files() == {"a.yaml": PIPELINE, "b.yaml": text}


def test_a_template_of_something_else_does_not_stop_the_others(
    package: Any, process: Process
) -> None:
    text = (
        "{{- if .Values.on }}\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n"
        "  labels: {tekton.dev/x: y}\n{{- end }}\n"
    )
    package.put(a_yaml=PIPELINE, b_yaml=text, c_yaml=f"{text}---\n{TASK.format('t')}")
    process(see)

    assert package.run("render", "--in-place", ".") == (0, "", [])
    assert package.files() == {
        "a.yaml": CHANGED, "b.yaml": text, "c.yaml": f"{text}---\n{TASK.format('t')}"
    }  # fmt: skip


@pytest.mark.parametrize(
    "head", ["apiVersion: tekton.dev/v1\n", "apiVersion: {{ .v }}\n", "# tekton.dev\n"]
)
def test_one_that_may_be_of_tekton_s_does(package: Any, process: Process, head: str) -> None:
    package.put(
        a_yaml=PIPELINE, b_yaml=f"{{{{- if .on }}}}\n{head}x: tekton.dev/v1\n{{{{- end }}}}\n"
    )

    ran = package.run("render", "--in-place", ".")

    assert ran.code == 1
    assert "`{{- if .on }}` looks like a template" in ran.stderr[0]
    assert package.files()["a.yaml"] == PIPELINE


def test_a_list_of_pipelines_is_opened(package: Any, process: Process) -> None:
    head = "apiVersion: tekton.dev/v1\nkind: PipelineList\nitems:\n"
    item = "- apiVersion: tekton.dev/v1\n  kind: Pipeline\n  metadata: {name: p}\n"
    package.put(a_yaml=head + item + "# the other\n" + item)
    process(see)

    changed = f"{item}  spec:\n    seen: true\n"
    assert package.run("render", "--in-place", ".") == (0, "", [])
    assert package.files() == {"a.yaml": f"{head}{changed}# the other\n{changed}"}
