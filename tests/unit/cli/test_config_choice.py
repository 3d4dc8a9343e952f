"""Which config `render` uses."""

from __future__ import annotations

import io
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

import krm_fn as krm
from inject_intercepts import function
from krm_fn import testing

if TYPE_CHECKING:
    from collections.abc import Callable

    Process = Callable[[Callable[[krm.ResourceList], None]], None]

PIPELINE = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata:\n  name: p\n"
CONFIG = (
    "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\nmetadata:\n  name: {0}\n"
)
CONFIGMAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n"


@pytest.fixture
def used(process: Process) -> list[tuple[str | None, list[str | None]]]:
    """The name of the config that the function got, and the names of the items."""
    seen: list[tuple[str | None, list[str | None]]] = []

    def look(resources: krm.ResourceList) -> None:
        config = resources.function_config
        seen.append((config.name if config else None, [item.name for item in resources.items]))

    process(look)
    return seen


def test_without_one_there_is_none(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=PIPELINE)

    assert package.run("render", ".").code == 0
    assert used == [(None, ["p"])]


def test_the_one_among_the_files_is_used_and_is_no_item(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=f"{PIPELINE}---\n{CONFIG.format('mine')}")

    assert package.run("render", ".") == (0, PIPELINE, [])
    assert used == [("mine", ["p"])]


def test_the_one_that_is_named_wins_and_none_is_an_item(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=CONFIG.format("b"), c_yaml=CONFIG.format("c"))
    (package.root / "other").write_text(CONFIGMAP)

    assert package.run("render", "--config", "other", ".").code == 0
    assert package.run("render", "--config", "c.yaml", ".").code == 0
    assert used == [("map", ["p"]), ("c", ["p"])]


def test_several_are_named(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=CONFIG.format("b"), c_yaml=CONFIG.format("c"))

    line = (
        "[error] one InjectIntercepts was expected, got 2 in b.yaml, c.yaml: name one by --config"
    )
    assert package.run("render", ".") == (2, "", [line])
    assert used == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "config: cannot be read: No such file or directory"),
        (b"", "config: one InjectIntercepts was expected, got 0"),
        (b"# \xe9\n", "config: it must be UTF-8; near line 1: invalid continuation byte"),
        (f"{PIPELINE}---\n{PIPELINE}".encode(), "config: one InjectIntercepts was expected, got 0"),
        (
            f"{CONFIG.format('a')}---\n{CONFIG.format('b')}".encode(),
            "config: one InjectIntercepts was expected, got 2",
        ),
    ],
)
def test_a_named_file_must_have_one(
    package: Any, used: list[Any], text: bytes | None, message: str
) -> None:
    package.put(a_yaml=PIPELINE)
    if text is not None:
        (package.root / "config").write_bytes(text)

    assert package.run("render", "--config", "config", ".") == (2, "", [f"[error] {message}"])
    assert used == []


def test_a_file_of_several_documents_may_have_it(package: Any, used: list[Any]) -> None:
    package.put(a_yaml=f"{PIPELINE}---\n{CONFIG.format('mine')}")

    assert package.run("render", "--config", "a.yaml", "a.yaml").code == 0
    assert used == [("mine", ["p"])]


def test_mistakes_in_it_are_2_with_a_line_each(package: Any) -> None:
    package.put(a_yaml=PIPELINE, config_yaml=CONFIG.format("c") + "spec: {mode: x, tasks: all}\n")
    about = "[error] tekton-intercepts.dev/v1alpha1/InjectIntercepts/c"

    assert package.run("render", ".") == (
        2,
        "",
        [
            f"{about} spec.tasks: must be one of `emit`, `reference`, got `all` (config.yaml)",
            f"{about} spec.mode: must be one of `inject`, `check`, `remove`, got `x` (config.yaml)",
        ],
    )


@pytest.mark.parametrize(
    ("kind", "version", "message"),
    [
        ("InjectIntercept", "tekton-intercepts.dev/v1alpha1", "the string `InjectIntercept`"),
        ("injectintercepts", "tekton-intercepts.dev/v1alpha1", "the string `injectintercepts`"),
        ("InjectIntercpt", "tekton-intercpts.dev/v1alpha1", "the string `InjectIntercpt`"),
        ("Config", "tekton-intercepts.dev/v1alpha1", "the string `Config`"),
        ("InjectIntercepts", "tekton-intercepts.dev/v1", "the string `tekton-intercepts.dev/v1`"),
        ("InjectIntercepts", "tekton-intercept.dev/v1alpha1", "`tekton-intercept.dev/v1alpha1`"),
        ("InjectIntercepts", "v1alpha1", "the string `v1alpha1`"),
    ],
)
def test_one_with_a_typo_is_none_that_can_be_passed_over(
    package: Any, kind: str, version: str, message: str
) -> None:
    package.put(a_yaml=PIPELINE, b_yaml=f"apiVersion: {version}\nkind: {kind}\n")
    package.put(c_json=f'{{"kind": "{kind}", "apiVersion": "{version}"}}'.replace("/", "\\/"))

    for arguments in (["b.yaml"], ["c.json"], ["a.yaml", "--config", "b.yaml"]):
        ran = package.run("render", *arguments)
        assert (ran.code, ran.stdout, len(ran.stderr)) == (2, "", 1)
        assert message in ran.stderr[0]


@pytest.mark.parametrize("kind", ["Pipeline", "Inject", "Intercept", "Kustomization"])
def test_what_is_only_called_a_little_like_one_is_none(
    package: Any, used: list[Any], kind: str
) -> None:
    other = f"apiVersion: {kind.lower()}.dev/v1\nkind: {kind}\nmetadata: {{name: other}}\n"
    package.put(a_yaml=f"{PIPELINE}---\n{other}")

    assert package.run("render", ".").code == 0
    assert used == [(None, ["p", "other"])]


UNREADABLE = [
    "spec: {mode: check, mode: inject}\n",
    "spec: {{ mode }}\n",
    "spec: [\n",
    "spec:\n\tmode: check\n",
    "spec: *nowhere\n",
]


def test_one_that_is_not_utf_8_is_2_whatever_its_comments_say(package: Any) -> None:
    package.put(a_yaml=PIPELINE)
    text = CONFIG.format("c") + "# for tekton.dev \u00e9\n"
    (package.root / "config.yaml").write_bytes(text.encode("latin-1"))

    for arguments in (["."], ["--config", "config.yaml", "a.yaml"]):
        ran = package.run("render", *arguments)
        assert (ran.code, ran.stdout, len(ran.stderr)) == (2, "", 1)
        assert "it must be UTF-8" in ran.stderr[0]


@pytest.mark.parametrize("spec", UNREADABLE)
def test_one_that_cannot_be_read_is_2_by_every_way_in(
    package: Any, monkeypatch: pytest.MonkeyPatch, spec: str
) -> None:
    text = CONFIG.format("c") + spec
    package.put(a_yaml=PIPELINE, config_yaml=text)

    for arguments in (["."], ["--config", "config.yaml", "a.yaml"]):
        ran = package.run("render", *arguments)
        assert (ran.code, ran.stdout, len(ran.stderr)) == (2, "", 1)
        assert "cannot be read: line " in ran.stderr[0]
        assert ".krmignore" not in ran.stderr[0]

    stdout, stderr = io.BytesIO(), io.StringIO()
    stdin = io.BytesIO(PIPELINE.encode())
    assert krm.run_exec_plugin(function.process, "config.yaml", stdin, stdout, stderr) == 2
    assert (stdout.getvalue(), stderr.getvalue().count("\n")) == (b"", 1)


@pytest.mark.parametrize("spec", UNREADABLE[:2])
def test_one_that_cannot_be_read_in_a_resource_list_is_2(spec: str) -> None:
    stdin = (
        f"kind: ResourceList\nitems: []\nfunctionConfig:\n{indent(CONFIG.format('c') + spec, '  ')}"
    )

    output = testing.run_once(function.process, stdin.encode())

    assert output.code == 2
    assert output.stdout.startswith(stdin.encode() + b"results:\n")


@pytest.mark.parametrize("head", ["", "{{- if .Values.on }}\n", "a: [\n"])
def test_one_whose_head_cannot_be_read_is_2_as_well(package: Any, head: str) -> None:
    package.put(a_yaml=PIPELINE, config_yaml=head + CONFIG.format("{{ c }}"))

    ran = package.run("render", ".")
    assert (ran.code, ran.stdout, len(ran.stderr)) == (2, "", 1)


def test_one_that_is_not_utf_8_is_2(package: Any) -> None:
    package.put(a_yaml=PIPELINE)
    (package.root / "config.yaml").write_bytes(CONFIG.format("c").encode("utf-16"))

    line = "[error] config.yaml: it must be UTF-8, got UTF-16 or UTF-32"
    assert package.run("render", ".") == (2, "", [line])
    assert package.run("render", "--config", "config.yaml", "a.yaml") == (2, "", [line])
    package.put(other_yaml=CONFIG.format("other"))
    assert package.run("render", "--config", "other.yaml", ".").code == 0
