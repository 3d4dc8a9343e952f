"""What a run says of its objects: findings, and errors that name object and field."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
DB = "- apiVersion: v1\n  kind: Service\n  metadata: {name: db, namespace: data}\n"


@pytest.mark.parametrize(
    "act", [lambda db: db.set("kind.x", 1), lambda db: db.get("kind.x")], ids=["set", "get"]
)
def test_a_field_that_is_something_else_fails_the_run_and_names_the_object(
    act: Callable[[krm_fn.KubeObject], Any],
) -> None:
    stdout, stderr = io.BytesIO(), io.StringIO()
    stdin = io.BytesIO((HEAD + DB).encode())

    assert krm_fn.run(lambda r: act(r.items[0]), stdin, stdout, stderr) == 1
    assert stderr.getvalue() == (
        "[error] v1/Service/data/db kind: must be a map, got the string `Service`\n"
    )
    assert stdout.getvalue().decode().startswith(HEAD + DB + "results:\n")


def test_findings_are_told_to_the_list_and_given_back() -> None:
    stdout, stderr = io.BytesIO(), io.StringIO()
    told: list[krm_fn.Result] = []

    def process(resources: krm_fn.ResourceList) -> None:
        db = resources.items[0]
        told.append(resources.results.info("seen", db))
        told.append(resources.results.warning("odd", db, "spec.x", 1, 2))
        told.append(resources.results.error("bad", path=("spec", "a.b")))
        assert resources.results == told

    assert krm_fn.run(process, io.BytesIO((HEAD + DB).encode()), stdout, stderr) == 1
    assert stderr.getvalue().splitlines() == [
        "[info] v1/Service/data/db: seen",
        "[warning] v1/Service/data/db spec.x: odd",
        "[error] spec['a.b']: bad",
    ]
    assert "    currentValue: 1\n    proposedValue: 2\n" in stdout.getvalue().decode()


def test_what_is_no_result_is_not_added() -> None:
    results = krm_fn.Results()

    with pytest.raises(TypeError, match=r"a str is no Result: `results.error\(…\)` makes one"):
        results.append("must be set")  # type: ignore[arg-type]
