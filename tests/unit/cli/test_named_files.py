"""A file that is named on the command line gets an answer, however it is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from draws import examples

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import krm_fn as krm

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\n"
CHANGED = f"{PIPELINE}spec:\n  seen: true\n"
CONFIG = (
    "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\nspec: {tasks: reference}\n"
)
DEPLOY_PARAMS = ("build-apps", "built-images", "intercept-header-value")
NOT_UTF_8 = "it must be UTF-8, got UTF-16 or UTF-32"
NOTHING = "[warning] has no Tekton object in it, and is left alone"
ENCODINGS = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
@pytest.mark.parametrize("path", [".", "a.yaml"])
def test_a_file_with_tekton_s_objects_in_another_encoding_is_refused(
    package: Any, seen: None, encoding: str, path: str
) -> None:
    (package.root / "a.yaml").write_bytes(PIPELINE.encode(encoding))

    assert package.run("render", path) == (1, "", [f"[error] a.yaml: {NOT_UTF_8}"])


def test_a_slash_may_be_escaped_in_json(package: Any) -> None:
    task = {
        "name": "deploy-intercepts",
        "taskRef": {"name": "deploy-stack-intercepts"},
        "params": [{"name": name, "value": "x"} for name in DEPLOY_PARAMS],
        "workspaces": [{"name": "shared-workspace"}],
    }
    spec = {"workspaces": [{"name": "shared-workspace"}], "tasks": [task]}
    pipeline = {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"name": "p"}}
    plain = json.dumps({**pipeline, "spec": spec})
    package.put(a_json=plain.replace("/", "\\/"), b_json=plain, c_yaml=CONFIG)

    assert package.run("render", "--in-place", "c.yaml", "a.json").code == 0
    assert package.run("render", "--in-place", "c.yaml", "b.json").code == 0
    injected = package.files()
    assert "deploy-intercepts-mirrord" in injected["a.json"]
    assert injected["a.json"] == injected["b.json"].replace("tekton.dev/v1", "tekton.dev\\/v1", 1)

    # Whoever writes slashes so may write the whole file anew: our record is found all the same.
    package.put(a_json=injected["b.json"].replace("/", "\\/"))
    assert package.run("render", "--diff", "c.yaml", "a.json")[:2] == (0, "")


@pytest.mark.parametrize("text", ["", "a: 1\n", "# tekton.dev/\na: 1\n", "kind: Service\n"])
@pytest.mark.parametrize("output", ["--in-place", "--diff"])
def test_a_named_file_without_tekton_objects_gets_an_answer(
    package: Any, seen: None, text: str, output: str
) -> None:
    package.put(a_yaml=text, b_yaml=PIPELINE)

    ran = package.run("render", output, "a.yaml", ".")

    counts = ["[info] 1 Pipeline changed"] if output == "--diff" else []
    assert (ran.code, ran.stderr) == (0, [f"{NOTHING} (a.yaml)", *counts])
    assert package.files()["a.yaml"] == text


def test_one_that_lies_in_a_named_folder_gets_none(package: Any, seen: None) -> None:
    package.put(a_yaml="a: 1\n", b_yaml=PIPELINE)

    assert package.run("render", "--in-place", ".") == (0, "", [])


TEXTS = st.sampled_from([PIPELINE, f"# café\n{PIPELINE}", "a: 1\n", "a: é\n", "kind: Task\n"])


@settings(examples(), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(
        st.tuples(
            TEXTS, st.sampled_from([*sorted(ENCODINGS), "utf-8", "utf-8-sig"]), st.booleans()
        ),
        min_size=1,
        max_size=4,
    )
)
def test_in_any_encoding_each_named_file_gets_an_answer_and_no_other_byte_changes(
    package: Any, seen: None, files: list[tuple[str, str, bool]]
) -> None:
    root: Path = package.root
    before = {f"{i}.yaml": text.encode(code) for i, (text, code, _) in enumerate(files)}
    for name, source in before.items():
        (root / name).write_bytes(source)
    for path in root.iterdir():
        if path.name not in before:
            path.unlink()
    named = [f"{i}.yaml" for i, (_, _, is_named) in enumerate(files) if is_named]

    ran = package.run("render", "--in-place", *named, ".")

    after = {name: (root / name).read_bytes() for name in before}
    odd = any("Pipeline" in text and code in ENCODINGS for text, code, _ in files)
    assert ran.code == (1 if odd else 0)
    for i, (text, code, is_named) in enumerate(files):
        name = f"{i}.yaml"
        if "Pipeline" in text and not odd:
            head = text.removesuffix(PIPELINE)
            assert after[name] == f"{head}{CHANGED}".encode(code)
            continue
        assert after[name] == before[name]
        if "Pipeline" in text and code in ENCODINGS:
            assert f"[error] {name}: {NOT_UTF_8}" in ran.stderr
        elif is_named and "Pipeline" not in text:
            assert f"{NOTHING} ({name})" in ran.stderr
