"""What is copied is what it was for every reader, or it is refused."""

from __future__ import annotations

from typing import Any

import pytest
import stream
from hypothesis import assume, example, given
from hypothesis import strategies as st

from draws import examples
from krm_fn import yamledit
from krm_fn.yamledit import compare

RUN = """\
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: nightly
spec:
  workspaces:
  - name: shared-workspace
    emptyDir: {{}}
  taskRunSpecs:
  - pipelineTaskName: deploy-intercepts
    podTemplate:
      priorityClassName: {0}
  pipelineSpec:
    workspaces:
    - name: shared-workspace
    tasks:
    - name: deploy-intercepts
      timeout: {0}
      taskSpec:
        steps:
        - image: {0}
      params:
      - name: build-apps
        value: {0}
      - name: built-images
        value: x
      - name: intercept-header-value
        value: x
"""
# The letters that make numbers and booleans of some reader or other.
written = st.text("0123456789+-._eExobOXyYnNaft", min_size=1, max_size=7) | st.from_regex(
    r"[0-9]{1,4}e[0-9]{1,4}|[-+]?[0-9]{1,2}\.[0-9]{0,2}0?|0[box]?[0-9]{1,3}", fullmatch=True
)


def meaning(text: str) -> Any:
    """What the scalar means to this program; a collection where it is none."""
    try:
        return next(iter(yamledit.load(f"- {text}\n")))  # type: ignore[arg-type]
    except yamledit.YAMLError:
        return []


def values(data: Any) -> list[Any]:
    if isinstance(data, dict | list):
        items = data.values() if isinstance(data, dict) else data
        return [found for item in items for found in values(item)]
    return [data]


@examples(100)
@given(written, st.sampled_from([["telepresence", "mirrord"], ["mirrord"]]))
@example("1234e567", ["mirrord"])
@example("1.10", ["telepresence", "mirrord"])
@example("1.10", ["mirrord"])
@example("0x1F", ["mirrord"])
@example("010", ["telepresence", "mirrord"])
def test_what_is_copied_is_the_same_to_all_or_refused(text: str, backends: list[str]) -> None:
    base, meant = RUN.format(text), meaning(text)
    assume(not isinstance(meant, dict | list))
    try:
        made = stream.inject(base, backends=backends, default=backends[0])
    except stream.Refused:
        return

    number = isinstance(meant, int | float) and not isinstance(meant, bool)
    said = made.count(f": {text}\n") if number else 0
    same = [held for held in values(yamledit.load(made)) if compare.same(held, meant)]
    assert said == len(same) if number else len(same) >= len(backends) * 3
    assert not set(yamledit.ambiguous(made)) - set(yamledit.ambiguous(base))
    assert compare.same(yamledit.load(stream.take_back(made)), yamledit.load(base))


@pytest.mark.parametrize("text", ["010", "y", "1234e567", "1_000", "99999999999999999999"])
@pytest.mark.parametrize("place", ["priorityClassName", "timeout", "image", "value"])
def test_what_readers_disagree_on_is_refused_wherever_it_is_copied(text: str, place: str) -> None:
    base = RUN.format('"1"').replace(f'{place}: "1"', f"{place}: {text}")
    with pytest.raises(
        stream.Refused, match=f"^`{text}` is read in two ways by Kubernetes' tools: quote it$"
    ):
        stream.inject(base)
