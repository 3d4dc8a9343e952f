"""Who waits for whom, as far as a picture shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from draws import examples
from inject_intercepts.picture.order import Order


def of(**parents: str) -> Order:
    """`c="a b"` says that c waits for a and b."""
    return Order.of({name: frozenset(names.split()) for name, names in parents.items()})


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def test_a_wait_that_another_implies_is_left_out() -> None:
    order = of(d="a b c", c="b", b="a", a="")

    assert order == Order(
        direct={"d": names("c"), "c": names("b"), "b": names("a"), "a": names("")},
        ancestors={"a": names(""), "b": names("a"), "c": names("a b"), "d": names("a b c")},
        level={"a": 1, "b": 2, "c": 3, "d": 4},
    )


def test_two_ways_to_the_same_task_both_stay() -> None:
    assert of(a="", b="a", c="a", d="b c").direct["d"] == names("b c")


def test_a_name_of_nobody_counts_as_a_task() -> None:
    assert of(a="gone") == Order(
        direct={"a": names("gone")},
        ancestors={"gone": names(""), "a": names("gone")},
        level={"gone": 1, "a": 2},
    )


def test_of_a_circle_and_what_waits_for_it_everything_stays_as_it_was() -> None:
    assert of(a="b", b="a", c="a b", d="") == Order(
        direct={"a": names("b"), "b": names("a"), "c": names("a b"), "d": names("")},
        ancestors={"d": names(""), "a": names("b"), "b": names("a"), "c": names("a b")},
        level={"d": 1, "a": 1, "b": 1, "c": 1},
    )


def test_a_chain_may_be_longer_than_the_stack_of_python() -> None:
    chain = {f"t{i}": frozenset({f"t{i - 1}"} if i else ()) for i in range(1500)}

    assert Order.of(chain).level["t1499"] == 1500


@examples()
@given(st.lists(st.sets(st.integers(0, 9)), max_size=10))
def test_who_is_done_before_whom_is_the_same_without_the_implied_waits(
    drawn: list[set[int]],
) -> None:
    # Nobody waits for a later one, so there is no circle.
    parents = {
        f"t{i}": frozenset(f"t{parent}" for parent in before if parent < i)
        for i, before in enumerate(drawn)
    }

    order = Order.of(parents)

    assert Order.of(order.direct).ancestors == order.ancestors
    assert all(order.direct[name] <= parents[name] <= order.ancestors[name] for name in parents)
