"""Collections in brackets and braces, and JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from krm_fn import yamledit


@pytest.mark.parametrize(
    ("before", "data", "after"),
    [
        ("[a]", ["a", "b"], "[a, b]"),
        ("[a]", ["b", "a"], "[b, a]"),
        ('["a", "b"]', ["a", "b", "c"], '["a", "b", "c"]'),
        ("['a']", ["it's", "a"], "['it''s', 'a']"),
        ("[\"a\", 'b']", ["a", "b", "c"], "[\"a\", 'b', c]"),
        ("[a]", ["a", '{"b":1}'], "[a, '{\"b\":1}']"),
        ("[ a, c ]", ["a", "b", "c"], "[ a, b, c ]"),
        ("[a, b, c]", ["a", "c"], "[a, c]"),
        ("[a, b, c]", ["a"], "[a]"),
        ("[a, b, c]", ["c"], "[c]"),
        ("[a, b,]", ["a", "b", "c"], "[a, b, c,]"),
        ("[a,  b]", ["a", "x"], "[a,  x]"),
        ("[a]", ["a", "y", "1", "b: c", "d, e", "$(params.x[*])"],
         '[a, "y", "1", "b: c", "d, e", "$(params.x[*])"]'),
        ("[a]", ["a", "b\nc"], '[a, "b\\nc"]'),
        ("{a: 1}", {"a": 1, "b": [1, {"c": "x"}]}, "{a: 1, b: [1, {c: x}]}"),
        ("{a: 1, b: 2}", {"a": 1}, "{a: 1}"),
        ("{a: 1, b: 2}", {"b": 3}, "{b: 3}"),
        ("{ a: {b: 'c'} }", {"a": {"b": "d"}}, "{ a: {b: 'd'} }"),
        ("{a, b: }", {"a": 1, "b": 2}, "{a: 1, b: 2 }"),
        ("[{name: a}, {name: b}]", [{"name": "b"}, {"name": "a"}], "[{name: b}, {name: a}]"),
        ("[a: 1]", [{"a": 2}], "[{a: 2}]"),
        ("[a: 1]", [{"a": 1, "b": 2}], "[{a: 1, b: 2}]"),
        ("[\n    a,  # 1\n    b   # 2\n  ]", ["a", "n1", "b", "c"],
         "[\n    a,  # 1\n    n1,\n    b,   # 2\n    c\n  ]"),
        ("[\n    a,  # 1\n    # of b\n    b,  # 2\n  ]", ["a"], "[\n    a,  # 1\n  ]"),
        ("[\n    a,  # 1\n    b\n  ]", ["a"], "[\n    a  # 1\n  ]"),
        ("[  # all\n    a\n  ]", ["n1", "a"], "[  # all\n    n1,\n    a\n  ]"),
        ("[a, # 1\n    b]", ["a", "c", "b"], "[a, # 1\n    c,\n    b]"),
    ],
)  # fmt: skip
def test_a_flow_collection_stays_one(before: str, data: Any, after: str) -> None:
    text = f"a: 0\nk: {before}  # end\nz: 0\n"
    result = yamledit.rewrite(text, {"a": 0, "k": data, "z": 0})
    assert result == f"a: 0\nk: {after}  # end\nz: 0\n"


def test_emptied_flow_collections_stay_brackets() -> None:
    assert yamledit.rewrite("a: [1, 2] # c\n", {"a": []}) == "a: [] # c\n"
    assert yamledit.rewrite("a: {b: 1} # c\n", {"a": {}}) == "a: {} # c\n"


@pytest.mark.parametrize(
    ("before", "data", "after"),
    [
        ('{"a": 1, "b": ["x"]}', {"a": "y", "b": ["x", None], "c": {"d": []}},
         '{"a": "y", "b": ["x", null], "c": {"d": []}}'),
        ('{"a":1,"b":["x","y"]}', {"a": 1, "b": ["x", "y", {"z": 1}]},
         '{"a":1,"b":["x","y",{"z":1}]}'),
        ('{"a": []}', {"a": [{"b": "é\u2028\n"}]}, '{"a": [{"b": "é\\u2028\\n"}]}'),
        ('{\n  "a": [\n    "x"\n  ],\n  "b": {}\n}\n', {"a": ["x", {"y": [1]}], "b": {"c": True}},
         ('{\n  "a": [\n    "x",\n    {\n      "y": [\n        1\n      ]\n    }\n  ],\n'
          '  "b": {\n    "c": true\n  }\n}\n')),
        ('{\n    "a": 1\n}', {"a": 1, "b": {"c": 2}},
         '{\n    "a": 1,\n    "b": {\n        "c": 2\n    }\n}'),
    ],
)  # fmt: skip
def test_json_stays_json(before: str, data: Any, after: str) -> None:
    result = yamledit.rewrite(before, data)
    assert result == after
    assert json.loads(result) == data


def test_json_has_no_number_for_infinity() -> None:
    with pytest.raises(yamledit.CannotRewrite, match=r"^a: JSON has no such number$"):
        yamledit.rewrite('{"a": 1}', {"a": float("inf")})


@pytest.mark.parametrize("indent", ["\t", "  ", "    ", " "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_json_is_indented_by_what_indents_it(indent: str, newline: str) -> None:
    old: Any = {"a": {"b": 1}, "c": [{"d": 2}], "e": ["f"], "g": {}, "h": []}
    new: Any = {
        "a": {"b": 1, "new": {"x": [1, {"y": 2}]}},
        "first": [],
        "c": [{"d": 2, "n": [1]}, {"e": {"f": 3}}],
        "e": ["f", "g"],
        "g": {},
        "h": [],
        "last": {"z": [2]},
    }

    def text(data: Any) -> str:
        return json.dumps(data, indent=indent).replace("\n", newline)

    assert yamledit.rewrite(text(old), new) == text(new)
    assert yamledit.rewrite(text(new), old) == text(old)


def test_json_that_fills_what_was_empty_is_indented_by_tabs_where_the_line_is() -> None:
    text = '{\n\t"a": {},\n\t"b": [\n\t\t1\n\t]\n}\n'
    after = '{\n\t"a": {\n\t\t"c": [\n\t\t\t2\n\t\t]\n\t},\n\t"b": [\n\t\t1\n\t]\n}\n'
    assert yamledit.rewrite(text, {"a": {"c": [2]}, "b": [1]}) == after
