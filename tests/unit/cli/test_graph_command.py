"""`graph`: which Pipelines are drawn, when, and where the pictures go."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Package

SPEC = """\
workspaces: [{name: shared-workspace}]
tasks:
- name: deploy-intercepts
  taskRef: {name: own}
  params: [{name: build-apps, value: cart}, {name: built-images, value: i},
    {name: intercept-header-value, value: h}]
  workspaces: [{name: shared-workspace, workspace: shared-workspace}]
- name: tests
  taskRef: {name: own}
  runAfter: [deploy-intercepts]
"""
OTHER = "tasks:\n- name: build\n  taskRef: {name: own}\n"
LINES = re.compile(r'(\w+)\["([^"<]+)|^(?:title: "|  subgraph )(\w+.*?)(?: · .*)?"?$', re.MULTILINE)


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def pipeline(name: str, spec: str = SPEC, kind: str = "Pipeline") -> str:
    head = f"apiVersion: tekton.dev/v1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n"
    if kind == "PipelineRun":
        return f"{head}  pipelineSpec:\n{indented(spec, 4)}"
    return f"{head}{indented(spec, 2)}"


def template(name: str, run: str) -> str:
    return (
        "apiVersion: triggers.tekton.dev/v1beta1\nkind: TriggerTemplate\n"
        f"metadata:\n  name: {name}\nspec:\n  resourcetemplates:\n  -\n{indented(run, 4)}"
    )


def config(**fields: str) -> str:
    spec = "".join(f"  {name}: {value}\n" for name, value in fields.items())
    return (
        "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\n"
        f"metadata:\n  name: pr-intercepts\nspec:\n  tasks: reference\n{spec}"
    )


def drawn(text: str) -> list[str]:
    """The names in pictures of Mermaid: of Pipelines, of parts, of tasks; ids are left out."""
    return [found[1] or found[2] for found in LINES.findall(text)]


BEFORE = ["deploy-intercepts", "tests"]
AFTER = [
    "deploy-intercepts-telepresence", "deploy-intercepts-mirrord", "deploy-intercepts-result",
    "tests", "finally", "cleanup",
]  # fmt: skip
BOTH = ["before", *BEFORE, "after", *AFTER]


def test_a_pipeline_is_drawn_before_and_after(package: Package) -> None:
    package.put(a_yaml=pipeline("shop"), config_yaml=config())

    ran = package.run("graph", ".")

    assert (ran.code, ran.stderr) == (0, [])
    assert ran.stdout.startswith('---\ntitle: "Pipeline shop · ')
    assert drawn(ran.stdout) == ["Pipeline shop", *BOTH]
    assert package.run("graph", ".") == ran
    assert package.run("graph", "--before", "--after", ".") == ran


def test_either_is_drawn_alone(package: Package) -> None:
    package.put(a_yaml=pipeline("shop"), config_yaml=config())

    assert drawn(package.run("graph", "--before", ".").stdout) == [
        "Pipeline shop", "before", *BEFORE,
    ]  # fmt: skip
    assert drawn(package.run("graph", "--after", ".").stdout) == ["Pipeline shop", "after", *AFTER]


def test_one_that_is_injected_already_is_drawn_as_if_it_were_not(package: Package) -> None:
    package.put(a_yaml=pipeline("shop"), config_yaml=config())
    base = package.run("graph", ".")

    assert package.run("render", "--in-place", ".").code == 0
    files = package.files()

    assert package.run("graph", ".") == base
    assert drawn(package.run("graph", "--before", ".").stdout)[2:] == BEFORE
    assert package.files() == files


@pytest.mark.parametrize("mode", ["check", "remove"])
def test_the_mode_of_the_config_does_not_matter(package: Package, mode: str) -> None:
    package.put(a_yaml=pipeline("shop"), config_yaml=config(mode=mode))

    ran = package.run("graph", ".")

    assert (ran.code, drawn(ran.stdout)) == (0, ["Pipeline shop", *BOTH])


def test_the_config_that_is_named_is_used(package: Package) -> None:
    package.put(a_yaml=pipeline("shop"), other=config(backends="[mirrord]", default="mirrord"))

    ran = package.run("graph", "--after", "--config", "other", "a.yaml")

    assert drawn(ran.stdout) == [
        "Pipeline shop", "after", "deploy-intercepts-mirrord", *AFTER[2:],
    ]  # fmt: skip


def test_one_that_nothing_is_injected_into_is_drawn_once(package: Package) -> None:
    package.put(a_yaml=pipeline("shop", OTHER))

    ran = package.run("graph", ".")

    assert (ran.code, drawn(ran.stdout)) == (0, ["Pipeline shop", "build"])
    assert ran.stderr == [
        "[warning] no object runs a pipeline task `deploy-intercepts`: nothing to inject into"
    ]


def test_several_have_a_section_each_also_those_in_runs_and_triggers(package: Package) -> None:
    reference = "pipelineRef: {name: shop}\n"
    package.put(
        a_yaml=f"{pipeline('shop')}---\n{pipeline('nightly', OTHER)}",
        b_yaml=pipeline("by-hand", kind="PipelineRun"),
        c_yaml=template("pr", pipeline("$(tt.params.n)", kind="PipelineRun")),
        d_yaml=template("main", pipeline("main", reference, kind="Pipeline").replace(
            "kind: Pipeline\n", "kind: PipelineRun\n")),
        config_yaml=config(),
    )  # fmt: skip

    ran = package.run("graph", ".")

    names = [
        "Pipeline shop", "Pipeline nightly", "PipelineRun by-hand",
        "PipelineRun $(tt.params.n) of TriggerTemplate pr",
    ]  # fmt: skip
    assert ran.stdout.count("```mermaid\n") == 4
    assert re.findall('^title: "(.*?)(?: · .*)?"', ran.stdout, re.MULTILINE) == names
    assert re.findall("^## (.*)", ran.stdout, re.MULTILINE) == [
        *names[:3], r"PipelineRun \$\(tt.params.n\) of TriggerTemplate pr",
    ]  # fmt: skip
    assert package.run("graph", "--format", "dot", ".").stdout.count("digraph") == 4


def test_one_is_a_page_where_that_is_asked_for(package: Package) -> None:
    package.put(a_yaml=pipeline("shop", OTHER), config_yaml=config())
    alone = package.run("graph", ".").stdout

    page = package.run("graph", "--format", "markdown", ".").stdout

    assert page == f"## Pipeline shop\n\n```mermaid\n{alone}```\n"


def test_a_namespace_is_said(package: Package) -> None:
    package.put(a_yaml=pipeline("shop\n  namespace: ci", OTHER))

    assert drawn(package.run("graph", "--before", ".").stdout)[0] == "Pipeline shop, namespace ci"


def test_files_are_written_into_a_folder(package: Package) -> None:
    package.put(
        a_yaml=pipeline("shop", OTHER),
        b_yaml=pipeline("shop", OTHER),
        c_yaml=template("t", pipeline("$(tt.params.n)/../x", OTHER, kind="PipelineRun")),
    )
    one = package.run("graph", "a.yaml").stdout
    before = set(package.files())

    ran = package.run("graph", "--output", "out/pictures", ".")

    assert (ran.code, ran.stdout) == (0, "")
    new = {name: text for name, text in package.files().items() if name not in before}
    assert sorted(new) == [
        "out/pictures/pipeline-shop-2.mmd",
        "out/pictures/pipeline-shop.mmd",
        "out/pictures/pipelinerun-tt.params.n-..-x-of-triggertemplate-t.mmd",
    ]
    assert new["out/pictures/pipeline-shop.mmd"] == one
    assert package.run("graph", "--format", "dot", "--output", "out", "a.yaml").code == 0
    assert (package.root / "out" / "pipeline-shop.dot").is_file()


def test_a_folder_that_cannot_be_made_is_an_error(package: Package) -> None:
    package.put(a_yaml=pipeline("shop", OTHER), out="")

    ran = package.run("graph", "--before", "--output", "out", ".")

    assert ran == (1, "", ["[error] out: cannot be made: File exists"])


def test_what_is_refused_is_not_drawn_but_its_base_is(package: Package) -> None:
    late = SPEC.replace("  runAfter", "  matrix: {params: []}\n  runAfter").replace("own", "x")
    package.put(a_yaml=pipeline("shop", late.replace("name: tests", "name: cleanup")))

    refused = package.run("graph", ".")

    assert (refused.code, refused.stdout) == (1, "")
    assert [line.partition(" ")[0] for line in refused.stderr] == ["[error]"]
    assert package.run("graph", "--before", ".").code == 0


def test_what_cannot_be_drawn_is_left_out_and_said(package: Package) -> None:
    package.put(
        a_yaml=pipeline("shop", OTHER), b_yaml=pipeline("empty", "tasks: []\n"),
        c_yaml=pipeline("broken\n  annotations: {tekton-intercepts.dev/injection: x}", OTHER),
    )  # fmt: skip

    ran = package.run("graph", "--before", ".")

    assert (ran.code, drawn(ran.stdout)) == (0, ["Pipeline shop", "before", "build"])
    about = "[warning] tekton.dev/v1/Pipeline"
    assert ran.stderr[0] == (
        f"{about}/empty spec.tasks: is left out: must have at least one task (b.yaml)"
    )
    assert ran.stderr[1].startswith(f"{about}/broken: is left out: ")
    assert len(ran.stderr) == 2


def test_stdin_is_drawn_and_what_has_nothing_to_draw_is_said(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(pipeline("shop", OTHER).encode())))
    package.put(a_yaml="a: 1\n")

    ran = package.run("graph", "--before", "-", "a.yaml")

    assert (ran.code, drawn(ran.stdout)) == (0, ["Pipeline shop", "before", "build"])
    assert ran.stderr == ["[warning] has no Tekton object in it, and is left alone (a.yaml)"]


def test_what_is_no_text_is_an_error(package: Package) -> None:
    Path("a.yaml").write_bytes(f"# größe\n{pipeline('shop', OTHER)}".encode("latin-1"))

    assert package.run("graph", "--before", "a.yaml") == (
        1,
        "",
        ["[error] a.yaml: it must be UTF-8; near line 1: invalid start byte"],
    )


def test_no_pipeline_is_an_error(package: Package) -> None:
    package.put(a_yaml="apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n")

    assert package.run("graph", "--before", ".") == (1, "", ["[error] no Pipeline in ."])
    assert package.run("graph", "gone") == (1, "", ["[error] gone: is not there"])


def test_two_configs_are_a_wrong_call(package: Package) -> None:
    package.put(a_yaml=pipeline("shop"), b_yaml=config(), c_yaml=config())

    assert package.run("graph", ".").code == 2


@pytest.fixture
def dot(package: Package, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program `dot` of the test's own on the PATH, and nothing else."""

    def put(code: str) -> None:
        program = package.root / "bin" / "dot"
        program.parent.mkdir()
        program.write_text(f"#!{sys.executable}\nimport sys\n{code}\n")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(package.root / "bin"))
    return put


def test_svg_is_what_graphviz_makes_of_dot_and_fits_into_a_window(
    package: Package, dot: Any
) -> None:
    dot("print(sys.argv[1:], '<svg width=1><g id=1><g >'); sys.stdout.write(sys.stdin.read())")
    package.put(a_yaml=pipeline("größe", OTHER))
    graph = package.run("graph", "--before", "--format", "dot", "a.yaml").stdout

    ran = package.run("graph", "--before", "--format", "svg", "a.yaml")

    fitting = "<style>@media screen { :root { max-width: 100%; height: auto } }</style>"
    assert ran == (0, f"['-Tsvg'] <svg width=1>{fitting}\n<g id=1><g >\n{graph}", [])


def test_without_graphviz_it_is_said_in_one_line(package: Package, dot: Any) -> None:
    package.put(a_yaml=pipeline("shop", OTHER))

    line = (
        "[error] --format svg needs Graphviz's `dot`, which is not on the PATH: "
        "install Graphviz, or take another --format"
    )
    ran = package.run("graph", "--before", "--format", "svg", "--output", "out", ".")
    assert ran == (1, "", [line])
    assert not Path("out").exists()


def test_what_graphviz_complains_of_is_said_in_one_line(package: Package, dot: Any) -> None:
    dot("sys.exit('Error: no memory\\nmore')")
    package.put(a_yaml=pipeline("shop", OTHER))

    program = package.root / "bin" / "dot"
    assert package.run("graph", "--before", "--format", "svg", "a.yaml") == (
        1, "", [f"[error] {program} failed with 1: Error: no memory"],
    )  # fmt: skip


def test_several_as_svg_need_a_folder(package: Package, dot: Any) -> None:
    dot("sys.stdout.write('<svg/>')")
    package.put(a_yaml=pipeline("shop", OTHER), b_yaml=pipeline("nightly", OTHER))

    assert package.run("graph", "--before", "--format", "svg", "a.yaml", "b.yaml") == (
        1,
        "",
        ["[error] 2 Pipelines, and an SVG is one picture: name a folder for them by --output"],
    )
    assert package.run(
        "graph", "--before", "--format", "svg", "--output", "out", "a.yaml", "b.yaml"
    ) == (0, "", [])
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "pipeline-nightly.svg", "pipeline-shop.svg",
    ]  # fmt: skip
