"""A Task as an item of a package: its text with a few lines more."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inject_intercepts import catalogue


def load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


every_task = pytest.mark.parametrize("name", catalogue.NAMES)

# What Kubernetes and file systems admit, words that YAML 1.1 reads as something else first.
dns_labels = st.sampled_from(["on", "y", "no", "null", "true", "1e3", "010", "0x1f", "1-2"]) | (
    st.from_regex(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", fullmatch=True)
)
paths = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip)


@every_task
def test_a_manifest_without_any_wish_is_the_file(name: str) -> None:
    assert catalogue.manifest(name) == catalogue.text(name)


def test_a_manifest_has_namespace_path_and_index_as_lines_of_its_head() -> None:
    made = catalogue.manifest(
        "cleanup-stack-pods",
        namespace="team-a",
        path="ci/intercept-tasks.yaml",
        index=3,
    )
    plain = catalogue.text("cleanup-stack-pods")
    head, spec = plain.split("spec:\n", 1)
    assert made == (
        head.replace(
            "  name: cleanup-stack-pods\n",
            "  name: cleanup-stack-pods\n  namespace: team-a\n",
        )
        + "    internal.config.kubernetes.io/path: ci/intercept-tasks.yaml\n"
        + "    internal.config.kubernetes.io/index: '3'\n"
        + "spec:\n"
        + spec
    )


@given(
    name=st.sampled_from(catalogue.NAMES),
    namespace=st.none() | dns_labels,
    path=st.none() | paths,
    index=st.none() | st.integers(min_value=0, max_value=99),
)
def test_whatever_is_asked_for_is_what_a_yaml_reader_finds(
    name: str,
    namespace: str | None,
    path: str | None,
    index: int | None,
) -> None:
    want: dict[str, Any] = copy.deepcopy(load(catalogue.text(name)))
    if namespace is not None:
        want["metadata"]["namespace"] = namespace
    if path is not None:
        want["metadata"]["annotations"]["internal.config.kubernetes.io/path"] = path
    if index is not None:
        want["metadata"]["annotations"]["internal.config.kubernetes.io/index"] = str(index)
    made = catalogue.manifest(name, namespace=namespace, path=path, index=index)
    assert load(made) == want


@every_task
def test_the_hash_survives_other_styles_and_another_order_of_the_keys(name: str) -> None:
    spec = load(catalogue.text(name))["spec"]
    again = json.loads(json.dumps(dict(reversed(spec.items())), sort_keys=False))
    assert catalogue.content_hash(again) == catalogue.content_hash(spec)
    assert catalogue.content_hash(load(yaml.safe_dump(spec))) == (catalogue.content_hash(spec))


@every_task
def test_the_hash_tells_an_edited_spec(name: str) -> None:
    spec = load(catalogue.text(name))["spec"]
    before = catalogue.content_hash(spec)
    spec["steps"][0]["script"] += "# edited\n"
    assert catalogue.content_hash(spec) != before
