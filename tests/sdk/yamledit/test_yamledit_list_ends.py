"""Where a list ends: comments in the column of its dashes, blank lines between its items."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krm_fn import yamledit

END = """\
spec:
  tasks:
  - name: build
  # - name: lint
  #   taskRef:
  #     name: lint
"""
MIDDLE = END + "  # Cleans up.\n  results: []\n"


def load(text: str) -> Any:
    return yamledit.load(text)


def with_keys(text: str, *path: str, **keys: Any) -> str:
    """The text with these keys behind those of the map at `path`."""
    data = load(text)
    held = data
    for step in path:
        held = held[step]
    held |= keys
    return yamledit.rewrite(text, data)


def both_ways(text: str, new: Any) -> str:
    """The text with the new data; with the old data it must be the old text again."""
    result = yamledit.rewrite(text, new)
    assert load(result) == new
    assert yamledit.rewrite(result, load(text)) == text
    return result


def test_a_key_goes_behind_an_item_that_is_commented_out() -> None:
    data = load(END)
    data["spec"]["finally"] = [{"name": "cleanup"}]
    assert both_ways(END, data) == END + "  finally:\n  - name: cleanup\n"


def test_a_key_goes_behind_an_item_that_is_commented_out_below_its_dash() -> None:
    text = "tasks:\n- name: a\n# -\n#   name: lint\nresults: []\n"
    data = {"tasks": [{"name": "a"}], "finally": ["c"], "results": []}
    assert both_ways(text, data) == text.replace("results", "finally:\n- c\nresults")


def test_a_key_goes_between_an_item_that_is_commented_out_and_the_next_keys_comment() -> None:
    data = load(MIDDLE)
    data["spec"] = {
        "tasks": data["spec"]["tasks"], "finally": [{"name": "cleanup"}], "results": [],
    }  # fmt: skip
    assert both_ways(MIDDLE, data) == MIDDLE.replace(
        "  # Cleans", "  finally:\n  - name: cleanup\n  # Cleans"
    )


def test_a_new_item_goes_before_one_that_is_commented_out() -> None:
    data = load(END)
    data["spec"]["tasks"].append({"name": "test"})
    assert both_ways(END, data) == END.replace("  # -", "  - name: test\n  # -")


def test_a_comment_at_the_end_of_the_last_list_is_parted_from_a_key_behind_it() -> None:
    """Or it would be taken for the key's, by whoever reads it and by the next run."""
    text = "spec:\n  tasks:\n  - name: build\n  # No tests yet.\n\n  # Really.\n"
    data = load(text)
    data["spec"]["finally"] = [{"name": "cleanup"}]
    assert both_ways(text, data) == text + "\n  finally:\n  - name: cleanup\n"


def test_comments_deeper_than_the_key_stay_with_the_list_as_they_did() -> None:
    text = "spec:\n  tasks:\n    - name: build\n    # - name: lint\n"
    data = load(text)
    data["spec"]["finally"] = [{"name": "cleanup"}]
    assert both_ways(text, data) == text + "  finally:\n    - name: cleanup\n"


def test_a_list_in_the_comment_of_the_next_key_stays_with_that_key() -> None:
    text = "spec:\n  tasks:\n  - name: build\n  # It gives\n  # - a digest\n  results: []\n"
    data = load(text)
    data["spec"] = {"tasks": data["spec"]["tasks"], "finally": [{"name": "c"}], "results": []}
    assert both_ways(text, data) == text.replace("  # It", "  finally:\n  - name: c\n  # It")


def test_a_key_that_goes_leaves_the_comments_in_the_column_of_its_dashes() -> None:
    text = "a: 1\nb:\n- 1\n# - 2\n# end\n"
    assert yamledit.rewrite(text, {"a": 1}) == "a: 1\n# - 2\n# end\n"


APART = "a:\n- name: one\n\n- name: two\n"


@pytest.mark.parametrize(
    "text",
    [
        APART,
        APART + "\nb: 1\n",
        APART + "\n\n\nb: 1\n",
        APART + "\n",
        APART + "\n\n# end\n",
        APART.replace("\n\n", "\n\n\n\n"),
        APART.replace("\n\n", "\n\n# two\n"),
        APART.replace("\n\n", "\n\n# apart\n\n# two\n"),
        APART.replace("a:\n", "a:\n\n"),
        APART.replace("\n\n", "\n"),
        APART.replace("\n\n", "\n") + "\nb: 1\n",
        APART.replace("\n\n", "\n  \n"),
        APART.replace("\n", "\r\n"),
        APART.replace("one\n", "|+\n    one\n\n"),
        APART.replace("two\n", "|+\n    two\n\n"),
        "a:\n- name: one\n  v: |+\n    x\n\n- name: two\n\nb: 1\n",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_items_that_come_and_go_leave_the_blank_lines(text: str, place: int, count: int) -> None:
    data = load(text)
    data["a"][place:place] = [{"name": f"new{number}", "v": number} for number in range(count)]
    both_ways(text, data)


def test_items_that_go_take_the_blank_lines_between_them_along() -> None:
    text = "a:\n- name: b\n\n- name: c\n\n# d\n- name: d\n\n- name: e\n\nz: 1\n"

    def without(*names: str) -> str:
        kept = [item for item in load(text)["a"] if item["name"] not in names]
        return yamledit.rewrite(text, {"a": kept, "z": 1})

    assert without("b") == "a:\n# d\n- name: d\n\n- name: e\n\nz: 1\n".replace(
        "a:\n", "a:\n- name: c\n\n"
    )
    assert without("b", "c") == "a:\n# d\n- name: d\n\n- name: e\n\nz: 1\n"
    assert without("c", "d") == "a:\n- name: b\n\n- name: e\n\nz: 1\n"
    assert without("d", "e") == "a:\n- name: b\n\n- name: c\n\nz: 1\n"
    assert without("b", "d") == "a:\n- name: c\n\n- name: e\n\nz: 1\n"


COMMENTS = [
    "{pad}# - name: lint\n{pad}#   runAfter: [build]\n",
    "{pad}#- name: lint\n{pad}#  runAfter:\n{pad}#  - build\n",
    "#{pad}- name: lint\n#{pad}  runAfter: [build]\n",
    "# {pad}- name: lint\n#\n# {pad}  runAfter: [build]\n",
    "{pad}  # - name: lint\n",
    "{pad}# lint is elsewhere\n",
]


@given(
    offset=st.sampled_from(["", "  "]),
    comments=st.lists(st.sampled_from(COMMENTS), min_size=1, max_size=2),
    above=st.sampled_from(["", "\n", "\n\n"]),
    between=st.sampled_from(["", "\n"]),
    behind=st.sampled_from(["", "  results: []\n", "\n  # What it gives.\n  results: []\n"]),
    in_list=st.booleans(),
)
def test_comments_at_the_end_of_a_list_stay_where_they_are(
    offset: str, comments: list[str], above: str, between: str, behind: str, *, in_list: bool
) -> None:
    pad = "  " + offset
    written = above + between.join(comment.format(pad=pad) for comment in comments)
    text = f"spec:\n  tasks:\n{pad}- name: build\n{between}{pad}- name: test\n{written}{behind}"
    data = load(text)
    new = [{"name": "deploy"}]
    if in_list:
        data["spec"]["tasks"] += new
    else:
        data["spec"] = {"tasks": data["spec"]["tasks"], "finally": new, **data["spec"]}

    result = both_ways(text, data)

    # Comments right above the next key are that key's, but for what leads an item.
    kept = [line for line in written.split("\n") if line]
    while behind and kept and kept[-1].endswith("elsewhere"):
        kept.pop()
    where = result.find("  results:") if in_list else result.index("  finally:")
    before = result[: len(result) if where < 0 else where].split("\n")
    assert [line for line in before if line in kept][: len(kept)] == kept
