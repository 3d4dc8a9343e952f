"""The header filters that the deploy Tasks make, matched as mirrord and Telepresence match.

Whatever the header, the filter matches exactly that header, or the Task refuses it. How the
tools match is written down here after their sources (mirrord 3.250: agent/src/http/filter.rs;
Telepresence 2.31: pkg/matcher/value.go and the flag's list type); the engines are Python's.
For Telepresence a table of its own answers says that this is how it matches.
"""

from __future__ import annotations

import csv
import json
import re
import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from task_steps import Steps

import telepresence_record
from draws import examples
from inject_intercepts import contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.needs("jq")

MIRRORD, TELEPRESENCE = "deploy-intercept-mirrord", "deploy-stack-intercepts"
Header = tuple[str, str]


def mirrord_matches(expression: str, header: Header) -> bool:
    """`(?i)` is put before it, names are in lower case, and it may match anywhere."""
    name, value = header
    return re.search(f"(?i){expression}", f"{name.lower()}: {value}") is not None


def telepresence_matches(flag: str, header: Header) -> bool:
    """The flag is a list as in CSV; a value is compared, or searched if it has a metacharacter."""
    (items,) = csv.reader([flag], strict=True)
    (item,) = items
    name, _, value = item.partition(":")
    if name.lower() != header[0].lower():
        return False
    if any(character in r"\.+*?()|[]{}^$" for character in value):
        try:
            return header[1] != "" and re.search(value, header[1]) is not None
        except re.error:
            return value == header[1]
    return value == header[1]


MATCHES: dict[str, Callable[[str, Header], bool]] = {
    TELEPRESENCE: telepresence_matches,
    MIRRORD: mirrord_matches,
}


@pytest.fixture(scope="module", params=MATCHES)
def steps(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    # One for all examples: the step `plan` only reads its values.
    return Steps(request.param, tmp_path_factory.mktemp("steps"))


def filter_for(steps: Steps, header: str) -> str:
    """What the Task makes of the header, which it must accept."""
    run = steps.deploy("plan", intercept_header_value=header)
    assert run.code == 0, run.stderr
    return str(steps.plan()["filter"])


def near_misses(header: Header) -> Iterator[Header]:
    """Headers that are almost this one."""
    name, value = header
    yield name, f"{value}1"
    yield name, f"1{value}"
    yield name, f"{value} {value}"
    yield name, value[:-1]
    yield name, value[1:]
    yield name, value.swapcase()
    yield name, re.sub(r"[^A-Za-z0-9]", "x", value)
    yield f"my-{name}", value
    yield f"{name}-too", value
    yield "referer", f"{name}: {value}"
    yield re.sub(r"[^A-Za-z0-9]", "x", name), value


# Each example starts a shell and several times jq.
few = examples(25)
# HTTP's, without $, which Kubernetes expands.
names = st.text(string.ascii_letters + string.digits + "!#%&'*+-.^_`|~", min_size=1, max_size=12)
visible = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "$")
values = st.builds(
    lambda first, middle, last: first + middle + last,
    st.sampled_from(visible),
    st.text(f"{visible} ", max_size=10),
    st.sampled_from(visible),
)


def test_the_filters_of_every_deploy_task_are_matched_here() -> None:
    assert [*MATCHES] == [*contract.DEPLOY_TASKS.values()]


def test_telepresence_matches_as_its_own_code_did_when_it_was_asked() -> None:
    rows = [
        (flag, name, value, matched)
        for flag, _, tried in telepresence_record.RECORD["filters"]
        for name, value, matched in tried
    ]

    assert len(rows) > 500
    wrong = [row for row in rows if telepresence_matches(row[0], row[1:3]) != row[3]]
    assert wrong == []


@few
@given(name=names, value=values, blanks=st.sampled_from(["", " ", "\t ", "  "]))
@example(name="x-dev-session", value="pr.42", blanks="")
@example(name="x-dev-session", value='a,b"c', blanks=" ")
@example(name="X", value="{{ key }}{%x%}{#", blanks="")
@example(name="x", value="\\d+(?i)[a-z]|^.*", blanks="")
@example(name="x", value="a:b=c", blanks="")
def test_a_filter_matches_its_header_and_nothing_that_is_near(
    steps: Steps, name: str, value: str, blanks: str
) -> None:
    expression = filter_for(steps, f"{blanks}{name}{blanks}:{blanks}{value}{blanks}")
    matches = MATCHES[steps.name]
    assert matches(expression, (name, value))
    assert matches(expression, (name.upper(), value))
    wrong = [
        other
        for other in near_misses((name, value))
        if (other[0].lower(), other[1]) != (name.lower(), value) and matches(expression, other)
    ]
    assert wrong == []


@few
@given(name=names, value=values, other=st.tuples(names, values))
def test_a_filter_does_not_match_another_header(
    steps: Steps, name: str, value: str, other: Header
) -> None:
    expression = filter_for(steps, f"{name}:{value}")
    same = (name.lower(), value) == (other[0].lower(), other[1])
    assert MATCHES[steps.name](expression, other) == same


@few
@given(header=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@example(header="x-dev-session:ü")
@example(header="x-dev-session:a\nx-other:b")
@example(header="$(id):`id`")
def test_whatever_stands_for_a_header_it_is_refused_or_matched(steps: Steps, header: str) -> None:
    run = steps.deploy("plan", intercept_header_value=header)
    if run.code == 0:
        name, _, value = header.partition(":")
        assert MATCHES[steps.name](steps.plan()["filter"], (name.strip(), value.strip(" \t")))
    else:
        assert run.stderr.startswith(f"{steps.name}: intercept-header-value ")
        assert run.stderr.count("\n") == 1


def test_the_usual_header_for_mirrord(tmp_path: Path) -> None:
    steps = Steps(MIRRORD, tmp_path)
    assert filter_for(steps, "X-Dev-Session:pr-42") == "^x-dev-session: (?-i:pr-42)$"


def test_the_usual_header_for_telepresence(tmp_path: Path) -> None:
    steps = Steps(TELEPRESENCE, tmp_path)
    assert filter_for(steps, "X-Dev-Session: pr-42") == "x-dev-session:pr-42"
    assert filter_for(steps, "x-dev-session:pr.42") == r"x-dev-session:^pr\x2E42$"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", 'must be name:value; there is no colon in ""'),
        ("pr-42", 'must be name:value; there is no colon in "pr-42"'),
        ("x-dev-session:", 'has an empty value: "x-dev-session:"'),
        ("x-dev-session: \t", r'has an empty value: "x-dev-session: \t"'),
        ("x" * 5000 + ":y", "is over 4096 characters"),
    ],
)
def test_a_header_that_cannot_be_meant_is_refused(steps: Steps, header: str, said: str) -> None:
    refused = steps.refuse("plan", intercept_header_value=header)
    assert refused == f"intercept-header-value {said}"


@pytest.mark.parametrize(
    "header", [":x", "x y:z", "x-dev-session:pr-$42", "x-dev-session:pr\n42", "x:\x01", "x:é"]
)
def test_a_header_that_http_or_kubernetes_would_change_is_refused(
    steps: Steps, header: str
) -> None:
    said = steps.refuse("plan", intercept_header_value=header)
    assert said == (
        "intercept-header-value must be name:value, the name as HTTP allows it and the value of "
        "visible ASCII characters other than $, which Kubernetes would expand; got "
        + json.dumps(header, ensure_ascii=False)
    )
