"""Items of block sequences: the whole text before and after."""

from __future__ import annotations

from typing import Any

import pytest

from krm_fn import yamledit

TASKS = """\
tasks:
  # builds
  - name: build  # first
    taskRef: {name: kaniko}
    params:
      - {name: image, value: $(params.image)}
  # deploys
  - # odd place
    name: deploy
    taskRef:
      name: "deploy-it"
    # end of deploy
  - name: test
    runAfter: [deploy]
  # end of tasks
finally: []
"""


def check(before: str, data: Any, after: str) -> None:
    assert yamledit.rewrite(before, data) == after
    assert yamledit.load(after) == data


@pytest.fixture
def tasks() -> Any:
    return yamledit.load(TASKS)


def test_an_item_is_put_before_the_comment_that_leads_the_next(tasks: Any) -> None:
    tasks["tasks"].insert(1, {"name": "scan", "runAfter": ["build"]})
    new = "  - name: scan\n    runAfter:\n      - build\n"
    check(TASKS, tasks, TASKS.replace("  # deploys\n", new + "  # deploys\n"))


def test_an_item_at_the_start_goes_before_the_first_comment(tasks: Any) -> None:
    tasks["tasks"].insert(0, {"name": "clone"})
    check(TASKS, tasks, TASKS.replace("  # builds\n", "  - name: clone\n  # builds\n"))


def test_a_comment_at_the_end_of_a_list_stays(tasks: Any) -> None:
    tasks["tasks"].append({"name": "push"})
    check(TASKS, tasks, TASKS.replace("  # end of tasks", "  - name: push\n  # end of tasks"))


def test_a_removed_item_takes_the_comment_directly_above_it(tasks: Any) -> None:
    del tasks["tasks"][1]
    start, end = TASKS.index("  # deploys"), TASKS.index("  - name: test")
    check(TASKS, tasks, TASKS[:start] + TASKS[end:])


def test_an_item_renamed_in_place_keeps_its_comments(tasks: Any) -> None:
    tasks["tasks"][1]["name"] = "deploy-telepresence"
    check(TASKS, tasks, TASKS.replace("name: deploy\n", "name: deploy-telepresence\n"))


def test_of_several_new_items_the_most_alike_takes_the_old_ones_place(tasks: Any) -> None:
    deploy = tasks["tasks"][1]
    tasks["tasks"][1:2] = [
        {"name": "deploy-b", "taskRef": {"name": "other"}},
        {"name": "deploy-a", "taskRef": deploy["taskRef"]},
        {"name": "result"},
    ]
    before, after = "  - name: deploy-b\n    taskRef:\n      name: other\n", "  - name: result\n"
    expected = TASKS.replace("name: deploy\n", "name: deploy-a\n")
    expected = expected.replace("  # deploys", before + "  # deploys")
    check(TASKS, tasks, expected.replace("  - name: test", after + "  - name: test"))


def test_items_that_change_places_take_their_comments_along(tasks: Any) -> None:
    tasks["tasks"].insert(0, tasks["tasks"].pop(1))
    start, end = TASKS.index("  # deploys"), TASKS.index("  - name: test")
    deploy = TASKS[start:end]
    check(TASKS, tasks, TASKS.replace(deploy, "").replace("  # builds", deploy + "  # builds"))


def test_a_moved_item_is_edited_on_its_way(tasks: Any) -> None:
    tasks["tasks"].insert(0, tasks["tasks"].pop(1))
    tasks["tasks"][0]["taskRef"]["name"] = "new"
    start, end = TASKS.index("  # deploys"), TASKS.index("  - name: test")
    deploy = TASKS[start:end]
    moved = deploy.replace("deploy-it", "new")
    check(TASKS, tasks, TASKS.replace(deploy, "").replace("  # builds", moved + "  # builds"))


def test_the_last_item_of_a_list_leaves_brackets() -> None:
    check("a:  # x\n- 1\nb: 2\n", {"a": [], "b": 2}, "a: []  # x\nb: 2\n")


def test_each_list_keeps_its_own_indentation() -> None:
    check(
        "a:\n- 1\nb:\n    - 2\n",
        {"a": [1, 1.5], "b": [2, 2.5]},
        "a:\n- 1\n- 1.5\nb:\n    - 2\n    - 2.5\n",
    )


def test_a_new_list_is_indented_as_most_are() -> None:
    check(
        "a:\n  - 1\nb:\n  - 2\nc:\n- 3\n",
        {"a": [1], "b": [2], "c": [3], "d": [4]},
        "a:\n  - 1\nb:\n  - 2\nc:\n- 3\nd:\n  - 4\n",
    )


def test_where_blank_lines_part_the_items_a_new_one_gets_its_own() -> None:
    check(
        "- name: a\n  v: 1\n\n# b\n- name: b\n",
        [{"name": "a", "v": 1}, {"name": "n", "w": [1, 2]}, {"name": "b"}],
        '- name: a\n  v: 1\n\n- name: "n"\n  w:\n  - 1\n  - 2\n\n# b\n- name: b\n',
    )


def test_taking_out_what_was_put_in_gives_the_text_back() -> None:
    text = "- name: a\n\n# b\n- name: b\n"
    more = yamledit.rewrite(text, [{"name": "a"}, {"name": "x"}, {"name": "b"}, {"name": "z"}])
    assert yamledit.rewrite(more, [{"name": "a"}, {"name": "b"}]) == text


def test_items_without_names_are_matched_by_what_they_are() -> None:
    check(
        "- a  # 1\n- b  # 2\n- c  # 3\n",
        ["a", "x", "c", "d"],
        "- a  # 1\n- x  # 2\n- c  # 3\n- d\n",
    )


def test_lists_in_lists_are_edited_behind_their_dashes() -> None:
    check(
        "- - a\n  - b\n- - c\n",
        [["n1", "a", "b"], ["d"]],
        "- - n1\n  - a\n  - b\n- - d\n",
    )
    check("- - a\n  - b  # b\n", [["b"]], "- - b  # b\n")


def test_new_strings_of_several_lines_are_literal_blocks() -> None:
    check(
        "s:\n- name: a\n",
        {"s": [{"name": "a", "script": "#!/bin/sh\n\necho\n"}, "x\ny"]},
        "s:\n- name: a\n  script: |\n    #!/bin/sh\n\n    echo\n- |-\n  x\n  y\n",
    )


def test_what_is_shared_in_the_data_is_written_out() -> None:
    shared = {"x": [1]}
    check("a: 1\n", {"a": 1, "b": shared, "c": shared}, "a: 1\nb:\n  x:\n  - 1\nc:\n  x:\n  - 1\n")


def test_an_item_is_put_in_at_the_end_of_a_long_list() -> None:
    text = "".join(f"- name: n{number}\n  a: 1\n\n" for number in range(3000))
    data = yamledit.load(text)
    assert isinstance(data, list)
    assert yamledit.rewrite(text, [*data, {"name": "new"}]) == text + "- name: new\n\n"
