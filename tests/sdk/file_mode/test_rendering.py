"""`render`: any function on files, as a person types it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import krm_fn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web  # it serves\n"
CONFIG = "apiVersion: fn.kpt.dev/v1alpha1\nkind: Settings\nspec: {label: {label}}\n"


class Settings(NamedTuple):
    label: str = "default"


@krm_fn.function
def relabel(resources: krm_fn.ResourceList, config: Settings) -> None:
    """Label every Pod, and say where it is."""
    for pod in resources.where(kind="Pod"):
        pod.labels["by"] = config.label
        resources.results.info("labelled", pod)


@krm_fn.function
def generate(resources: krm_fn.ResourceList) -> None:
    """Make one object that says where it goes, and one that does not."""
    for name in "here", "there":
        made = krm_fn.KubeObject.new(
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
        )
        if name == "here":
            made.file_path = "made/settings.yaml"
        resources.upsert(made)


@krm_fn.function
def remove(resources: krm_fn.ResourceList) -> None:
    """Take all Pods away."""
    for pod in resources.where(kind="Pod"):
        resources.remove(pod)


class Ran(NamedTuple):
    code: int
    stdout: str
    stderr: list[str]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p" / "sub").mkdir(parents=True)
    (tmp_path / "p" / "web.yaml").write_text(POD)
    return tmp_path / "p"


@pytest.fixture
def render(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    def run(function: krm_fn.Function, *arguments: str) -> Ran:
        code = function.run(["render", *arguments])
        out, err = capfdbinary.readouterr()
        return Ran(code, out.decode(), err.decode().splitlines())

    return run


def files(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


LABELLED = POD + "  labels:\n    by: default\n"


def test_the_result_is_printed_and_findings_name_the_files(package: Path, render: Any) -> None:
    assert render(relabel, "p") == (0, LABELLED, ["[info] v1/Pod/web: labelled (p/web.yaml)"])
    assert files(package) == {"web.yaml": POD}


def test_a_diff_is_one_that_patch_takes(package: Path, render: Any) -> None:
    done = render(relabel, "--diff", "p/web.yaml")

    assert done.stdout == (
        "--- a/p/web.yaml\n+++ b/p/web.yaml\n@@ -2,3 +2,5 @@\n kind: Pod\n metadata:\n"
        "   name: web  # it serves\n+  labels:\n+    by: default\n"
    )
    assert done.stderr[-1] == "[info] 1 Pod changed"
    assert files(package) == {"web.yaml": POD}


def test_the_files_are_edited_and_a_second_run_adds_nothing(package: Path, render: Any) -> None:
    assert render(relabel, "--in-place", "p").stderr[-1] == "[info] 1 Pod changed"
    assert files(package) == {"web.yaml": LABELLED}
    assert render(relabel, "--diff", "p").stdout == ""


@pytest.mark.parametrize(
    ("kind", "two"),
    [("Pod", "Pods"), ("NetworkPolicy", "NetworkPolicies"), ("Ingress", "Ingresses"),
     ("Gateway", "Gateways"), ("Y", "Ys")],
)  # fmt: skip
def test_many_of_a_kind_are_counted_in_the_plural(
    package: Path, render: Any, kind: str, two: str
) -> None:
    @krm_fn.function
    def name_all(resources: krm_fn.ResourceList) -> None:
        for obj in resources.items:
            obj.name = f"{obj.name}-2"

    text = POD.replace("Pod", kind)
    (package / "web.yaml").write_text(f"{text}---\n{text}")

    assert render(name_all, "--diff", "p").stderr == [f"[info] 2 {two} changed"]


def test_the_config_is_the_object_of_its_kind_and_is_no_item(package: Path, render: Any) -> None:
    (package / "settings.yaml").write_text(CONFIG.replace("{label}", "mine"))

    assert render(relabel, "p").stdout == LABELLED.replace("default", "mine")


def test_the_config_may_be_named(package: Path, render: Any) -> None:
    (package / "settings.yaml").write_text(CONFIG.replace("{label}", "mine"))
    (package.parent / "other.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\ndata: {label: other}\n"
    )

    done = render(relabel, "--config", "other.yaml", "p")

    assert done.stdout == LABELLED.replace("default", "other")


def test_two_configs_are_one_too_many(package: Path, render: Any) -> None:
    for name in "a", "b":
        (package / f"{name}.yaml").write_text(CONFIG.replace("{label}", name))

    assert render(relabel, "p") == (2, "", [
        "[error] one Settings was expected, got 2 in a.yaml, b.yaml: name one by --config"
    ])  # fmt: skip


def test_what_is_wrong_in_a_config_names_its_file(package: Path, render: Any) -> None:
    (package.parent / "bad.yaml").write_text(CONFIG.replace("{label}", "1"))

    assert render(relabel, "--config", "bad.yaml", "p").stderr == [
        (
            "[error] fn.kpt.dev/v1alpha1/Settings spec.label: must be a string, got the number 1: "
            "quote it (bad.yaml)"
        )
    ]


def test_new_objects_go_where_they_say_or_to_the_file_that_kpt_would_name(
    package: Path, render: Any
) -> None:
    done = render(generate, "--in-place", "p")

    assert done.stderr == ["[info] 2 ConfigMaps added"]
    assert files(package) == {
        "configmap_there.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: there\n",
        "made/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: here\n",
        "web.yaml": POD,
    }
    assert render(generate, "--in-place", "p") == (0, "", [])


def test_a_file_whose_last_object_goes_goes_too(package: Path, render: Any) -> None:
    assert render(remove, "--in-place", "p").stderr == ["[info] 1 Pod removed"]
    assert files(package) == {}


def test_what_has_no_objects_and_a_kustomization_are_left_alone(package: Path, render: Any) -> None:
    (package / "values.yaml").write_text("a: {{ b }}\n")
    (package / "kustomization.yaml").write_text("kind: Kustomization\napiVersion: x/v1\nkind: y\n")

    assert render(relabel, "p").stdout == LABELLED


def test_a_package_without_an_object_is_an_error(package: Path, render: Any) -> None:
    (package / "web.yaml").write_text("a: 1\n")

    assert render(relabel, "p") == (1, "", ["[error] no object in p"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- apiVersion: v1\n  kind: Pod\n",
         "document 1 must be an object (a map), got a sequence (p/web.yaml)"),
        ("apiVersion: v1\nkind: Pod\nmetadata: {{ x }}\n",
         "line 3: .*; mend it, or list the file in .krmignore (p/web.yaml)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_with_its_file(
    package: Path, render: Any, text: str, said: str
) -> None:
    (package / "web.yaml").write_text(text)
    code, stdout, (line,) = render(relabel, "p")

    assert (code, stdout) == (1, "")
    assert re.search(said.replace("(", r"\(").replace(")", r"\)"), line), line


def test_stdin_is_a_stream_and_so_is_what_is_made(
    render: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "in").write_text(POD)
    with (tmp_path / "in").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        done = render(generate, "-")

    made = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"
    assert done.stdout == POD + made.format("here") + made.format("there")
