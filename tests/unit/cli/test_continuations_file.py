"""`render` on files: where a derived Pipeline goes, and that it is found there again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Package

PIPELINE = """\
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec:
  tasks:
  - {name: a, taskRef: {name: a}}
  - {name: b, taskRef: {name: b}, runAfter: [a]}
"""
CONFIG = """\
apiVersion: tekton-intercepts.dev/v1alpha1
kind: InjectIntercepts
spec:
  continuations:
  - {pipeline: build, name: build-b, from: b}
"""
LISTED = "resources: [build.yaml, intercept-continuations.yaml]\n"
UNLISTED = "resources: [build.yaml]\n"


def warnings(said: list[str]) -> list[str]:
    return [line for line in said if line.startswith("[warning]")]


def test_it_goes_beside_the_pipeline_and_a_kustomization_is_to_list_it(package: Package) -> None:
    package.put(sub__build_yaml=PIPELINE, config_yaml=CONFIG, sub__kustomization_yaml=UNLISTED)

    ran = package.run("render", "--in-place", ".")

    assert ran.code == 0
    assert "  name: build-b\n" in package.files()["sub/intercept-continuations.yaml"]
    assert warnings(ran.stderr) == [
        (
            "[warning] the file is not listed: add `- intercept-continuations.yaml` to `resources` "
            "(sub/kustomization.yaml)"
        )
    ]


def test_it_is_read_along_where_the_pipeline_alone_is_named(package: Package) -> None:
    package.put(build_yaml=PIPELINE, config_yaml=CONFIG)
    named = ("render", "--in-place", "--config", "config.yaml", "build.yaml")
    package.run(*named)
    first = package.files()

    ran = package.run(*named)

    assert (ran.code, ran.stderr) == (0, [])
    assert package.files() == first


def test_with_its_last_pipeline_the_file_goes_and_is_to_be_listed_no_more(package: Package) -> None:
    package.put(build_yaml=PIPELINE, config_yaml=CONFIG, kustomization_yaml=LISTED)
    package.run("render", "--in-place", ".")
    assert "intercept-continuations.yaml" in package.files()

    ran = package.run("render", "--remove", "--in-place", ".")

    assert package.files().keys() == {"build.yaml", "config.yaml", "kustomization.yaml"}
    assert package.files()["build.yaml"] == PIPELINE
    assert warnings(ran.stderr) == [
        (
            "[warning] the file is gone: take `- intercept-continuations.yaml` out of `resources` "
            "(kustomization.yaml)"
        )
    ]


def test_what_is_printed_has_it_as_a_document_of_its_own(package: Package) -> None:
    package.put(build_yaml=PIPELINE, config_yaml=CONFIG)

    ran = package.run("render", "--config", "config.yaml", "build.yaml")

    assert ran.code == 0
    assert ran.stdout.startswith(PIPELINE)
    assert "\n---\napiVersion: tekton.dev/v1\nkind: Pipeline\n" in ran.stdout


def titles(pictures: str) -> list[str]:
    return re.findall('^title: "(.*?)"', pictures, re.MULTILINE)


def test_it_is_drawn_before_it_is_in_the_files_and_after_it_was_asked_for_no_more(
    package: Package,
) -> None:
    package.put(build_yaml=PIPELINE, config_yaml=CONFIG)

    first = package.run("graph", ".")

    assert (first.code, titles(first.stdout)) == (0, ["Pipeline build", "Pipeline build-b"])
    assert titles(package.run("graph", "--before", ".").stdout) == ["Pipeline build"]
    package.run("render", "--in-place", ".")
    assert package.run("graph", ".").stdout == first.stdout
    package.put(config_yaml=CONFIG.partition("spec:")[0])
    assert titles(package.run("graph", ".").stdout) == ["Pipeline build"]
    assert titles(package.run("graph", "--before", ".").stdout) == titles(first.stdout)


@pytest.mark.parametrize("record", ["broken", None])
def test_one_whose_record_is_broken_stays_when_all_is_removed_and_that_is_said(
    package: Package, record: str | None
) -> None:
    package.put(build_yaml=PIPELINE, config_yaml=CONFIG)
    package.run("render", "--in-place", ".")
    made = package.files()["intercept-continuations.yaml"]
    annotation = "" if record is None else rf"\g<1>{record}\n"
    broken = re.sub(r"( +tekton-intercepts.dev/continuation: ).*\n", annotation, made)
    package.put(**{"intercept-continuations_yaml": broken})

    ran = package.run("render", "--remove", "--in-place", ".")

    assert (ran.code, ran.stderr) == (
        0,
        [
            (
                "[warning] tekton.dev/v1/Pipeline/build-b metadata.annotations["
                "'tekton-intercepts.dev/continuation']: is not the record of a derived Pipeline, "
                "though the label says that it continues `build`, so it stays, with the "
                "Tasks that it runs: delete this Pipeline where nobody needs it "
                "(intercept-continuations.yaml)"
            )
        ],
    )
    assert package.files()["intercept-continuations.yaml"] == broken


def test_what_is_wrong_with_a_pipeline_that_several_continue_is_said_once(package: Package) -> None:
    ambiguous = PIPELINE.replace("name: b, taskRef: {name: b}", "name: b, taskRef: {name: y}")
    another = "  - {pipeline: build, name: build-a, from: a}\n"
    package.put(build_yaml=ambiguous, config_yaml=CONFIG + another)

    ran = package.run("render", ".")

    assert ran.code == 1
    assert ran.stderr == [
        (
            "[error] tekton.dev/v1/Pipeline/build spec.tasks[1].taskRef.name: `y` is read in two "
            "ways by Kubernetes' tools: quote it (build.yaml)"
        )
    ]
