"""What a ResourceList gives, and the bytes that it becomes after changes."""

from __future__ import annotations

import pytest

from krm_fn import KubeObject, ResourceList, Result, Unreadable

PLAIN = """\
# the package
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
# about p
- apiVersion: tekton.dev/v1
  kind: Pipeline
  metadata: # the name follows
    name: 'p'
    annotations:
      internal.config.kubernetes.io/path: 'ci/p.yaml'
      internal.config.kubernetes.io/index: '1'
      config.kubernetes.io/path: 'old.yaml'
  spec: {tasks: []}   # flow
# about c
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: c
    labels: {app: x}
  data:
    text: |
      - not an item
# the config
functionConfig:
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: cfg
unknown: [a, b]
"""
NEW = """\
# A Task.
apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: t

spec:
  steps: []
"""


def written(resources: ResourceList) -> str:
    return b"".join(resources.chunks()).decode()


def test_items_say_what_they_are_and_where_they_are_kept() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    pipeline, config = resources.items

    assert resources.api_version == "config.kubernetes.io/v1"
    assert (pipeline.api_version, pipeline.kind, pipeline.name, pipeline.namespace) == (
        "tekton.dev/v1", "Pipeline", "p", None,
    )  # fmt: skip
    assert (pipeline.group, config.group) == ("tekton.dev", "")
    assert (pipeline.file_path, pipeline.file_index) == ("ci/p.yaml", 1)
    assert (config.file_path, config.file_index) == (None, None)
    assert config.labels == {"app": "x"}
    assert config.data["data"] == {"text": "- not an item\n"}
    assert resources.function_config is not None
    assert resources.function_config.data == {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cfg"},
    }  # fmt: skip


def test_the_legacy_annotations_say_where_too() -> None:
    item = KubeObject.new(
        "a: b\nmetadata:\n  annotations:\n"
        "    config.kubernetes.io/path: x.yaml\n    config.kubernetes.io/index: '2'\n"
    )

    assert (item.file_path, item.file_index) == ("x.yaml", 2)


def test_items_are_chosen_by_their_bytes() -> None:
    resources = ResourceList.parse(PLAIN.encode())

    assert [item.name for item in resources.mentioning(b"tekton.dev/")] == ["p"]
    assert [item.name for item in resources.mentioning(b"not an item")] == ["c"]


def test_data_is_loaded_once() -> None:
    item = ResourceList.parse(PLAIN.encode()).items[0]

    assert item.data is item.data


def test_nothing_changed_is_the_input_itself() -> None:
    for text in (PLAIN, PLAIN.removesuffix("\n"), PLAIN.replace("\n", "\r\n"), "\ufeff" + PLAIN):
        assert written(ResourceList.parse(text.encode())) == text


def test_replacing_with_equal_data_changes_nothing() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    for item in resources.items:
        item.replace(dict(item.data))

    assert written(resources) == PLAIN


def test_a_changed_item_is_edited_in_its_place() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    item = resources.items[0]
    item.replace({**item.data, "kind": "Task"})

    assert written(resources) == PLAIN.replace("kind: Pipeline", "kind: Task")
    assert item.kind == "Task"
    assert item.is_changed


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- a: 1\n", "- a: 2\n"),
        ("-   a: 1\n    b: c\n", "-   a: 2\n    b: c\n"),
        ("-\n  a: 1\n", "-\n  a: 2\n"),
        ("- # head\n  a: 1\n", "- # head\n  a: 2\n"),
        ("  -  a: 1\n# end\n", "  -  a: 2\n# end\n"),
        ("- {a: 1}\n", "- {a: 2}\n"),
        ("- s: |+\n    x\n\n  a: 1\n  t: |+\n    y\n\n# end\n", None),
        ("- a: 1", "- a: 2"),
    ],
)
def test_a_dash_stays_as_it_stands(before: str, after: str | None) -> None:
    after = before.replace("a: 1", "a: 2") if after is None else after
    resources = ResourceList.parse(f"kind: ResourceList\nitems:\n{before}".encode())
    item = resources.items[0]
    item.replace({**item.data, "a": 2})

    assert written(resources) == f"kind: ResourceList\nitems:\n{after}"


def test_a_changed_item_is_no_longer_paired_with_its_old_self() -> None:
    text = (
        "kind: ResourceList\nitems:\n"
        "- kind: A\n  metadata:\n    annotations:\n      config.k8s.io/id: '1'\n"
        "      internal.config.kubernetes.io/id: '1'\n"
        "      internal.config.kubernetes.io/index: '0'\n"
        "- kind: B\n  metadata:\n    annotations:\n      config.k8s.io/id: '2'\n"
    )
    resources = ResourceList.parse(text.encode())
    changed, same = resources.items
    changed.replace({**changed.data, "kind": "C"})
    same.replace({**same.data})

    assert written(resources) == (
        "kind: ResourceList\nitems:\n"
        "- kind: C\n  metadata:\n    annotations:\n      internal.config.kubernetes.io/index: '0'\n"
        "- kind: B\n  metadata:\n    annotations:\n      config.k8s.io/id: '2'\n"
    )


def test_new_items_come_last_in_the_style_of_the_list() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    resources.add(KubeObject.new(NEW))

    assert written(resources) == PLAIN.replace(
        "# the config\n",
        "- # A Task.\n"
        "  apiVersion: tekton.dev/v1\n"
        "  kind: Task\n"
        "  metadata:\n"
        "    name: t\n"
        "\n"
        "  spec:\n"
        "    steps: []\n"
        "# the config\n",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("items: []\n", "items:\n- a: b\n"),
        ("items: [] # none\n", "items: # none\n- a: b\n"),
        ("items:\n", "items:\n- a: b\n"),
        ("items: null\nother: x\n", "items:\n- a: b\nother: x\n"),
        ("items: ~", "items:\n- a: b\n"),
        ("other: x", "other: x\nitems:\n- a: b\n"),
        ("items:\n  - c: d\n", "items:\n  - c: d\n  - a: b\n"),
        ("items:\n- c: d", "items:\n- c: d\n- a: b\n"),
        ("items:\n- c: d\n...\n", "items:\n- c: d\n- a: b\n...\n"),
        ("items: [{c: d}]\n", 'items: [{c: d}, {"a": "b"}]\n'),
        ("items: [{c: d},\n]\n", 'items: [{c: d}, {"a": "b"}\n]\n'),
        ("items:\r\n- c: d\r\n", "items:\r\n- c: d\r\n- a: b\r\n"),
    ],
)
def test_new_items_fit_every_form_of_a_list(before: str, after: str) -> None:
    newline = "\r\n" if "\r" in before else "\n"
    resources = ResourceList.parse(f"kind: ResourceList{newline}{before}".encode())
    resources.add(KubeObject.new("a: b\n"))

    assert written(resources) == f"kind: ResourceList{newline}{after}"


def test_a_removed_item_goes_and_comments_stay() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    resources.remove(resources.items[0])

    start, stop = PLAIN.index("- apiVersion: tekton"), PLAIN.index("# about c")
    assert written(resources) == PLAIN[:start] + PLAIN[stop:]


def test_a_list_whose_items_all_went_is_empty() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    for item in list(resources.items):
        resources.remove(item)

    start, stop = PLAIN.index("items:") + len("items:"), PLAIN.index("# the config")
    assert written(resources) == PLAIN[:start] + " []\n" + PLAIN[stop:]


def test_results_are_a_block_of_their_own() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    resources.results.append(
        Result.warning("it's odd", resources.items[0], ("spec", "tasks", 0, "name"), "no", 1)
    )

    assert written(resources) == PLAIN + (
        "results:\n"
        '- message: "it\'s odd"\n'
        "  severity: warning\n"
        "  resourceRef:\n"
        "    apiVersion: tekton.dev/v1\n"
        "    kind: Pipeline\n"
        "    name: p\n"
        "  field:\n"
        '    path: "spec.tasks[0].name"\n'
        '    currentValue: "no"\n'
        "    proposedValue: 1\n"
        "  file:\n"
        "    path: ci/p.yaml\n"
        "    index: 1\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("results:\n- message: a\n", "results:\n- message: a\n- message: m\n  severity: info\n"),
        ("results:\n  - message: a\nz: 1\n",
         "results:\n  - message: a\n  - message: m\n    severity: info\nz: 1\n"),
        ("results: []\nz: 1\n", "results:\n- message: m\n  severity: info\nz: 1\n"),
        ("results: [{message: a}]\n",
         'results: [{message: a}, {"message": "m", "severity": "info"}]\n'),
    ],
)  # fmt: skip
def test_results_that_were_there_stay(before: str, after: str) -> None:
    resources = ResourceList.parse(f"kind: ResourceList\nitems: []\n{before}".encode())
    resources.results.append(Result.info("m"))

    assert written(resources) == f"kind: ResourceList\nitems: []\n{after}"


def test_what_cannot_be_read_says_on_which_line_of_the_input() -> None:
    resources = ResourceList.parse(b"kind: ResourceList\nitems:\n- a: b\n- c: d\n  e: f: g\n")

    with pytest.raises(Unreadable) as caught:
        _ = resources.items[1].data

    assert caught.value.line == 5
    assert caught.value.about is resources.items[1]


def test_a_key_that_occurs_twice_is_named_with_both_lines_of_the_input() -> None:
    config = "functionConfig:\n  spec: {a: 1,\n    a: 2}\n"
    resources = ResourceList.parse(
        b"kind: ResourceList\nitems:\n- a: b\n- c: 1\n  d: 2\n  c: 3\n" + config.encode()
    )

    found = []
    for item in (resources.items[1], resources.function_config):
        assert item is not None
        with pytest.raises(Unreadable) as caught:
            _ = item.data
        found.append(str(caught.value))
    assert found == [
        "line 6: the key `c` occurs twice, first in line 4",
        "line 9: the key `a` occurs twice, first in line 8",
    ]


def test_a_list_made_here_is_written_whole() -> None:
    resources = ResourceList([KubeObject.new("a: b\n")])

    assert written(resources) == (
        "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- a: b\n"
    )


def test_items_are_made_when_they_are_asked_for_and_stay_the_same() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    (config,) = resources.mentioning(b"kind: ConfigMap\n  metadata:\n    name: c\n")
    new = KubeObject.new(NEW)
    resources.add(new)

    assert resources.mentioning(b"- not an item") == [config]
    assert resources.mentioning(b"name: ") == [*resources.items]
    assert resources.items[1:] == [config, new]


def test_what_is_mentioned_follows_a_change() -> None:
    resources = ResourceList.parse(PLAIN.encode())
    (pipeline,) = resources.mentioning(b"Pipeline")
    pipeline.replace({**pipeline.data, "kind": "Task"})

    assert resources.mentioning(b"Pipeline") == []
    assert resources.mentioning(b"kind: Task") == [pipeline]


def test_nothing_is_mentioned_across_two_items() -> None:
    resources = ResourceList.parse(b"kind: ResourceList\nitems:\n- a: b\n- a: b\n- a: c\n")

    assert resources.mentioning(b"b\n-") == []
    assert len(resources.mentioning(b"b")) == 2
    assert resources.mentioning(b"kind") == []
