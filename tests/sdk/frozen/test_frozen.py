"""A record is what a NamedTuple is."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from krm_fn.frozen import Frozen


class Ours(Frozen):
    a: str
    b: int = 2
    c: tuple[str, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.a}{self.b}"


class Theirs(NamedTuple):
    a: str
    b: int = 2
    c: tuple[str, ...] = ()


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("x",), {}),
    (("x", 3), {}),
    (("x", 3, ("y",)), {}),
    ((), {"a": "x"}),
    (("x",), {"c": ("z",)}),
    ((), {"c": (), "b": 1, "a": "x"}),
]


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_it_is_made_and_read_like_a_named_tuple(
    values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)

    assert tuple(ours) == tuple(theirs)
    assert (ours.a, ours.b, ours.c) == (theirs.a, theirs.b, theirs.c)
    assert ours._asdict() == theirs._asdict()
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert tuple(ours._replace(b=9)) == tuple(theirs._replace(b=9))
    assert hash(ours) == hash(theirs)
    assert Ours._field_defaults == Theirs._field_defaults


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("x", 1, (), 4), {}), (("x",), {"a": "y"}), (("x",), {"d": 1})],
)
def test_a_wrong_call_is_refused_as_there(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for record in (Ours, Theirs):
        with pytest.raises(TypeError):
            record(*values, **named)


def test_its_fields_cannot_be_set() -> None:
    with pytest.raises(AttributeError):
        Ours("x").a = "y"  # type: ignore[misc]


def test_it_may_have_properties_and_be_unpacked() -> None:
    a, b, c = Ours("x")

    assert (a, b, c, Ours("x").both) == ("x", 2, (), "x2")
