"""Once applied, what we ship and make is Synced for Argo CD: it is written as Tekton stores it.

By gitops-engine's own comparison, three ways and on the client's side, as Argo CD does by default.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import golden_cases
import packages
import pytest
import yaml

from inject_intercepts.tekton import respelled, spelling
from krm_fn import yamledit

if TYPE_CHECKING:
    from collections.abc import Iterable

    import verdict

    import in_sync

EXAMPLES = sorted(packages.REPOSITORY.glob("examples/*/pipeline.yaml"))
BUILT = sorted(
    [
        *packages.REPOSITORY.glob("examples/*/.expected/output.yaml"),
        *packages.REPOSITORY.glob("tests/e2e/expected/*.yaml"),
    ]
)

pytestmark = pytest.mark.needs("go")


def applied(text: str) -> list[Any]:
    """The objects of v1 that Tekton stores, also those of a List or ResourceList."""
    documents = [one for one in yaml.safe_load_all(text) if one]
    items = [item for one in documents for item in one.get("items", [one])]
    kinds = ("Pipeline", "PipelineRun", "Task")
    return [
        one for one in items if one.get("apiVersion") == "tekton.dev/v1" and one["kind"] in kinds
    ]


def fields(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD, objects: list[Any]
) -> dict[str, list[str]]:
    """What keeps each object from being in sync, by its kind and name."""
    found = argocd.out_of_sync(objects, tekton.store(objects))
    names = [f"{one['kind']}/{one['metadata'].get('name')}" for one in objects]
    return {name: paths for name, paths in zip(names, found, strict=True) if paths}


def said_by_us(objects: Iterable[Any]) -> dict[str, list[str]]:
    said = {
        f"{one['kind']}/{one['metadata'].get('name')}": sorted(
            yamledit.format_path(each.path) for each in respelled.respelled(one)
        )
        for one in objects
    }
    return {name: paths for name, paths in said.items() if paths}


def test_the_base_is_in_sync_before_and_after(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD, program: Path
) -> None:
    before = packages.base()
    after = applied(packages.injected_base(program))

    assert (len(before), len(after)) == (1, 6)
    assert fields(tekton, argocd, before) == {}
    assert fields(tekton, argocd, after) == {}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_example_is_in_sync_before_and_after(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD, program: Path, path: Path
) -> None:
    before = packages.documents(path)
    after = applied(packages.inject(program, before))

    assert (len(before), len(after)) == (1, 5)
    assert fields(tekton, argocd, before + after) == {}


@pytest.mark.parametrize("path", BUILT, ids=lambda path: str(path.relative_to(packages.REPOSITORY)))
def test_what_orchestrators_print_is_in_sync(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD, path: Path
) -> None:
    objects = applied(packages.text(path))

    assert objects
    assert fields(tekton, argocd, objects) == {}


def test_of_the_golden_outputs_we_name_each_field_that_is_not(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD
) -> None:
    cases = [golden_cases.read(path) for path in golden_cases.paths()]
    looked_at = {case.name: applied(case.after) for case in cases if not case.refused}

    assert len(list(filter(None, looked_at.values()))) > len(cases) // 2
    for name, objects in looked_at.items():
        if objects:
            assert fields(tekton, argocd, objects) == said_by_us(objects), name


def test_of_all_that_tekton_respells_we_name_each_field(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD
) -> None:
    objects = applied(Path(__file__).with_name("respelled.yaml").read_text(encoding="utf-8"))

    said = said_by_us(objects)
    assert {*said} == {"Pipeline/respelled", "Task/respelled", "PipelineRun/respelled"}
    assert fields(tekton, argocd, objects) == said


def test_what_is_written_as_we_propose_is_in_sync(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD
) -> None:
    objects = applied(Path(__file__).with_name("respelled.yaml").read_text(encoding="utf-8"))
    proposed = [respelled.as_stored(one) for one in objects]

    assert proposed != objects
    assert fields(tekton, argocd, proposed) == {}


def test_what_continues_a_pipeline_that_is_out_of_sync_is_in_sync(
    tekton: verdict.Tekton, argocd: in_sync.ArgoCD, program: Path
) -> None:
    text = Path(__file__).with_name("respelled.yaml").read_text(encoding="utf-8")
    (whole, *_) = applied(text)
    asked = {"pipeline": "respelled", "name": "again", "from": "slow"}

    config = {**packages.CONFIG, "spec": {"continuations": [asked]}}

    made = applied(packages.inject(program, [whole], config))

    assert [*fields(tekton, argocd, made)] == ["Pipeline/respelled"]
    assert [one["metadata"]["name"] for one in made] == ["respelled", "again"]


DURATIONS = (
    "15m", "90m", "1h", "60s", "1.5h", ".5s", "1500ms", "1500us", "1µs", "7ns", "100h", "1s1ms",
    "1h0.5s", "0.1ns", "1m", "59m59.999999999s", "+5m",
)  # fmt: skip
QUANTITIES = (
    "1000m", "1500m", "0.5", "1", "1000", "1024", "1024Mi", "1.5Gi", "0.5Gi", "1Ki", "0.5Ki",
    "512Mi", "1000k", "100M", "1e3", "1000e3", "1e-1", "0", "0Mi", "0.1n",
    "+2", "1E", "1Ei", "2048Ki", "0m", "1.500", "1.50", "+2000", "007", "0.500", "123456Gi", "8Gi",
    "1.", ".5", "1023Ki", "0.1Ki", "1.0001Ki", "12345678", "1234567890123", "1E3", "10e1", "100u",
    "999n", "1000n", "1536Ki", "0.3Gi",
)  # fmt: skip


def test_durations_and_quantities_are_spelled_as_we_say(tekton: verdict.Tekton) -> None:
    timeouts = [
        {"name": f"d{i}", "image": "i", "timeout": text} for i, text in enumerate(DURATIONS)
    ]
    volumes = [
        {"name": f"q{i}", "emptyDir": {"sizeLimit": text}} for i, text in enumerate(QUANTITIES)
    ]
    head = {"apiVersion": "tekton.dev/v1", "kind": "Task", "metadata": {"name": "t"}}

    (stored,) = tekton.store([head | {"spec": {"steps": timeouts, "volumes": volumes}}])

    found = dict(zip(DURATIONS, (step["timeout"] for step in stored["spec"]["steps"]), strict=True))
    assert {text: spelling.duration(text) for text in DURATIONS} == found
    sizes = (volume["emptyDir"]["sizeLimit"] for volume in stored["spec"]["volumes"])
    assert {text: spelling.quantity(text) for text in QUANTITIES} == dict(
        zip(QUANTITIES, sizes, strict=True)
    )
