"""`generate`: every object for the cluster, and nothing else. The functions here are small."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

import krm_fn as krm

if TYPE_CHECKING:
    from collections.abc import Callable

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "# ours\napiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}   # a name\n"
CHANGED = PIPELINE + "spec:\n  seen: true\n"
CONFIG = "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\n"
SETTINGS = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n"
NO_TYPE = "must have `apiVersion` and `kind`; if it is no object, list it in .krmignore"
LOCAL = f"{SETTINGS}  annotations: {{config.kubernetes.io/local-config: '%s'}}\n"


def leave(resources: krm.ResourceList) -> None:
    """Change nothing."""


def stream(*documents: str) -> str:
    """What is printed of them."""
    return "".join(f"---\n{document}" for document in documents)


@pytest.mark.usefixtures("seen")
def test_objects_of_all_kinds_are_printed_as_they_are_after_the_injection(package: Any) -> None:
    package.put(a_yaml=PIPELINE, sub__b_yml=SETTINGS, config_yaml=CONFIG, values_yaml="image: x\n")
    package.put(c_json='{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}')

    other = '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}\n'
    assert package.run("generate") == (0, stream(CHANGED, other, SETTINGS), [])


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n",
        "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: shop}\n",
        LOCAL % "true",
        LOCAL % "",
        f"# +argocd:skip-file-rendering\n{SETTINGS}",
        "image:\n  kind: none\n",
        "- a\n- kind: b\n",
        "# kind: of a comment\n",
    ],
)
def test_what_is_not_for_the_cluster_is_not_printed(
    package: Any, process: Process, text: str
) -> None:
    package.put(a_yaml=PIPELINE, other_yaml=text)
    process(leave)

    assert package.run("generate", ".") == (0, stream(PIPELINE), [])


@pytest.mark.usefixtures("seen")
def test_a_marked_file_is_not_read_but_for_a_config(package: Any) -> None:
    marker = "# +argocd:skip-file-rendering\n"
    broken = f"{marker}{{{{ if .x }}}}\n{PIPELINE}{{{{ end }}}}\n---\nkind: None\n"
    package.put(a_yaml=PIPELINE, b_yaml=marker + PIPELINE, c_yaml=broken)
    package.put(config_yaml=marker + CONFIG + "spec: {tasks: keep}\n")

    assert package.run("generate", ".") == (0, stream(CHANGED), [])


@pytest.mark.parametrize(
    "text",
    [
        LOCAL % "false",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\n",
        "apiVersion: tekton-other.dev/v1\nkind: InjectSidecars\nmetadata: {name: k}\n",
    ],
)
def test_what_only_looks_so_is(package: Any, process: Process, text: str) -> None:
    package.put(a_yaml=PIPELINE, other_yaml=text)
    process(leave)

    assert package.run("generate", ".") == (0, stream(PIPELINE, text), [])


def test_the_annotations_of_orchestrators_go_and_others_stay(
    package: Any, process: Process
) -> None:
    notes = "".join(
        f"    {key}: '1'\n"
        for key in (
            "config.kubernetes.io/index",
            "config.kubernetes.io/path",
            "internal.config.kubernetes.io/path",
            "config.k8s.io/id",
        )
    )
    package.put(
        a_yaml=f"{SETTINGS}  annotations:\n{notes}",
        b_yaml=f"{SETTINGS}  annotations:\n{notes}    own: x\n",
    )
    process(leave)

    expected = stream(SETTINGS, f"{SETTINGS}  annotations:\n    own: x\n")
    assert package.run("generate", ".") == (0, expected, [])


def test_of_a_list_only_what_is_for_the_cluster_is_printed(package: Any, process: Process) -> None:
    item = "- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n"
    local = "- apiVersion: kpt.dev/v1\n  kind: Kptfile\n"
    package.put(a_yaml=f"apiVersion: v1\nkind: List\nitems:\n{local}{item}")
    process(leave)

    expected = stream(f"apiVersion: v1\nkind: List\nitems:\n{item}")
    assert package.run("generate", ".") == (0, expected, [])


def test_documents_stand_apart_as_kubernetes_own_reader_tells_them_apart(
    package: Any, process: Process
) -> None:
    flow = "{apiVersion: v1, kind: Secret, metadata: {name: s}}"
    package.put(
        a_yaml=f"%YAML 1.2\n# first\n---\n{SETTINGS}...\n--- {flow}\n--- # nothing\n",
        b_yaml=f"\ufeff{SETTINGS.rstrip()}",
        c_yaml=f"--- # one\r\n{SETTINGS}...".replace("\n", "\r\n").replace("\r\r", "\r"),
    )
    process(leave)

    ran = package.run("generate", ".")

    windows = SETTINGS.replace("\n", "\r\n")
    assert (ran.code, ran.stderr) == (0, [])
    assert ran.stdout == stream(SETTINGS, f" {flow}\n", SETTINGS, f" # one\r\n{windows}")
    # That reader ends a document at a line that begins so, and at no other.
    parts = ran.stdout.split("---\n")[1:]
    assert [yaml.safe_load(part)["kind"] for part in parts] == [
        "ConfigMap", "Secret", "ConfigMap", "ConfigMap",
    ]  # fmt: skip


@pytest.mark.usefixtures("seen")
def test_a_stream_from_stdin_does_as_well(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{SETTINGS}---\n{CONFIG}---\n{PIPELINE}"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    assert package.run("generate", "-") == (0, stream(SETTINGS, CHANGED), [])


@pytest.mark.parametrize("text", [CONFIG, "a: 1\n", LOCAL % "true"])
def test_nothing_to_print_is_an_error(package: Any, process: Process, text: str) -> None:
    package.put(a_yaml=text)
    process(leave)

    line = "[error] nothing to apply in .: no object is for the cluster"
    assert package.run("generate", ".") == (1, "", [line])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            f"{SETTINGS}---\nkind: Secret\n",
            f"[error] Secret: {NO_TYPE} (b.yaml[1])",
        ),
        (
            f"{SETTINGS}---\n- a\n",
            "[error] document 2 must be an object (a map), got a sequence (b.yaml)",
        ),
        (
            "apiVersion: v1\nkind:\nmetadata: {name: x}\n",
            f"[error] v1/x: {NO_TYPE} (b.yaml)",
        ),
    ],
)
def test_what_may_be_an_object_and_is_none_is_an_error(
    package: Any, process: Process, text: str, line: str
) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=text)
    process(leave)

    assert package.run("generate", ".") == (1, "", [line])


@pytest.mark.usefixtures("seen")
def test_an_object_of_others_that_cannot_be_read_is_named(package: Any) -> None:
    package.put(a_yaml=PIPELINE, b_yaml="{{ if .x }}\napiVersion: v1\nkind: A\nmetadata: {}\n")

    ran = package.run("generate", ".")

    assert (ran.code, ran.stdout, len(ran.stderr)) == (1, "", 1)
    assert ran.stderr[0].endswith("; mend it, or list the file in .krmignore (b.yaml)")


def test_a_link_out_of_the_folder_is_an_error_since_leaving_it_out_would_remove_what_it_has(
    package: Any, process: Process
) -> None:
    package.put(app__a_yaml=PIPELINE, shared_yaml=SETTINGS)
    (package.root / "app" / "b.yaml").symlink_to("../shared.yaml")
    process(leave)

    line = (
        "[error] is a link out of the folder: put what it leads to in its place, or list it in "
        ".krmignore (app/b.yaml)"
    )
    assert package.run("generate", "app") == (1, "", [line])


def test_a_kustomization_is_not_built_which_is_said(package: Any, process: Process) -> None:
    listed = "resources: [a.yaml]\npatches: [{path: b.yaml}]\n"
    package.put(a_yaml=PIPELINE, b_yaml=f"{SETTINGS}", kustomization_yaml=listed)
    process(leave)

    line = (
        "[warning] is not built: its patches and names need `kustomize build . | inject-intercepts "
        "generate -` (kustomization.yaml)"
    )
    assert package.run("generate", ".") == (0, stream(PIPELINE), [line])


def test_of_several_kustomizations_the_outermost_in_the_folder_is_named(
    package: Any, process: Process
) -> None:
    package.put(ci__z_yaml=PIPELINE, ci__kustomization_yaml="components: [component]\n")
    inner = package.root / "ci" / "component"
    inner.mkdir()
    (inner / "kustomization.yaml").write_text("resources: []\n")
    process(leave)

    line = (
        "[warning] is not built: its patches and names need `kustomize build ci | "
        "inject-intercepts generate -` (ci/kustomization.yaml)"
    )
    assert package.run("generate", "ci").stderr == [line]


def test_what_every_object_is_told_does_not_hide_what_one_is(
    package: Any, process: Process
) -> None:
    def talk(resources: krm.ResourceList) -> None:
        resources.results += [krm.Result.warning(text) for text in ("a", "a", "a", "b", "a")]

    package.put(a_yaml=PIPELINE)
    process(talk)

    assert package.run("generate", ".").stderr == [
        "[warning] a", "[warning] b", "[warning] a",
        "[warning] and 2 more: `inject-intercepts render .` says them all",
    ]  # fmt: skip


def test_little_is_said(package: Any, process: Process) -> None:
    def talk(resources: krm.ResourceList) -> None:
        resources.results += [krm.Result.info("done"), *map(krm.Result.warning, "abcdef")]

    package.put(a_yaml=PIPELINE)
    process(talk)

    assert package.run("generate", ".").stderr == [
        "[warning] a", "[warning] b", "[warning] c",
        "[warning] and 3 more: `inject-intercepts render .` says them all",
    ]  # fmt: skip


def test_of_many_errors_the_first_are_shown_and_no_warning(package: Any, process: Process) -> None:
    def fail(resources: krm.ResourceList) -> None:
        resources.results += [krm.Result.warning("w"), *map(krm.Result.error, "abcdefghijkl")]

    package.put(a_yaml=PIPELINE)
    process(fail)

    lines = [*(f"[error] {letter}" for letter in "abcdefghij"), "[error] and 2 more errors"]
    assert package.run("generate", ".") == (1, "", lines)
