"""The ways to call the program, as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import inject_intercepts

PACKAGE = Path(inject_intercepts.__file__).parent
REPOSITORY = Path(__file__).parents[3]
PIPELINE = "apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: []}\n"
CONFIG = "apiVersion: tekton-intercepts.dev/v1alpha1\nkind: InjectIntercepts\nmetadata: {name: c}\n"
LIST = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n"


def call(
    *arguments: str, stdin: str = "", plugin: bool = False, close: bool = False
) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    environment.pop("KUSTOMIZE_PLUGIN_CONFIG_ROOT", None)
    if plugin:
        environment["KUSTOMIZE_PLUGIN_CONFIG_ROOT"] = "/"
    command = [sys.executable, "-m", "inject_intercepts", *arguments]
    if close:
        command = ["sh", "-c", 'exec "$@" <&-', "sh", *command]
    return subprocess.run(
        command, input=stdin, text=True, capture_output=True, check=False, env=environment
    )


@pytest.mark.parametrize("close", [False, True])
@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["--doc"], ["--version"]])
def test_help_needs_no_input(arguments: list[str], close: bool) -> None:  # noqa: FBT001
    ran = call(*arguments, close=close)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout


def test_the_version_is_the_package_s() -> None:
    assert call("--version").stdout == f"inject-intercepts {inject_intercepts.__version__}\n"


def test_the_description_has_kpt_s_fields_and_the_component_s_image() -> None:
    described = json.loads(call("--doc").stdout)
    component = REPOSITORY / "component" / "function" / "inject-intercepts.yaml"
    annotations = yaml.safe_load(component.read_text())["metadata"]["annotations"]
    image = yaml.safe_load(annotations["config.kubernetes.io/function"])["container"]["image"]

    assert list(described) == [
        "short",
        "long",
        "examples",
        "image",
        "description",
        "tags",
        "sourceURL",
        "examplePackageURLs",
        "license",
        "hidden",
    ]
    assert image == f"{described['image']}:v{inject_intercepts.__version__}"


def test_the_schema_is_printed_as_it_is() -> None:
    assert call("schema").stdout == (PACKAGE / "schema.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "last"),
    [
        (["--frob"], "inject-intercepts: error: unrecognized arguments: --frob"),
        (["--doc="], "inject-intercepts: error: argument --doc: ignored explicit argument ''"),
        (
            ["render"],
            "inject-intercepts render: error: the following arguments are required: PATH",
        ),
        (
            ["render", "--diff", "--in-place", "."],
            (
                "inject-intercepts render: error: argument --in-place: not allowed with argument"
                " --diff"
            ),
        ),
    ],
)
def test_a_wrong_call_is_explained_and_2(arguments: list[str], last: str) -> None:
    ran = call(*arguments)

    assert (ran.returncode, ran.stdout, ran.stderr.splitlines()[-1]) == (2, "", last)


def test_without_arguments_it_is_a_krm_function_whatever_the_environment_says() -> None:
    for plugin in (False, True):
        ran = call(stdin=LIST, plugin=plugin)

        assert ran.returncode == 0
        assert ran.stdout.startswith(LIST)


def test_with_kustomize_s_variable_and_a_file_it_is_an_exec_plugin(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG)

    ran = call(str(tmp_path / "config.yaml"), stdin=PIPELINE, plugin=True)

    assert (ran.returncode, ran.stdout) == (0, PIPELINE)


def test_a_file_without_the_variable_is_no_command(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG)

    ran = call(str(tmp_path / "config.yaml"), stdin=PIPELINE)

    assert (ran.returncode, ran.stdout) == (2, "")


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    command = f"{sys.executable} -m inject_intercepts schema | true; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert "Traceback" not in ran.stderr


def test_a_diff_applied_is_what_in_place_writes(tmp_path: Path) -> None:
    for name in ("patched", "edited"):
        (tmp_path / name).mkdir()
        for path in sorted((REPOSITORY / "base").glob("*.yaml")):
            (tmp_path / name / path.name).write_bytes(path.read_bytes())

    def files(name: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())}

    def render(option: str, folder: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-m", "inject_intercepts", "render", option, "."],
            cwd=tmp_path / folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    patch = render("--diff", "patched")
    subprocess.run(
        ["git", "apply", "-p1"], input=patch.encode(), cwd=tmp_path / "patched", check=True
    )
    assert render("--in-place", "edited") == ""
    assert "intercept-tasks.yaml" in files("edited")
    assert files("patched") == files("edited")
    assert render("--diff", "edited") == ""


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["--version"]])
def test_a_reader_that_has_enough_of_the_help_ends_it_in_silence(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "inject_intercepts", *arguments]
    ran = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)

    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "plugin"),
    [([], False), (["config.yaml"], True), (["render", "-"], False)],
)
def test_a_closed_stdin_is_said_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    plugin: bool,  # noqa: FBT001
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)

    ran = call(*arguments, plugin=plugin, close=True)

    line = "[error] stdin: cannot be read: it is closed\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", line)


@pytest.mark.parametrize("arguments", [[], ["--doc"], ["schema"]])
def test_a_closed_stdout_is_said_in_a_sentence(arguments: list[str]) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "inject_intercepts"]
    ran = subprocess.run(
        [*command, *arguments], input=LIST, text=True, stderr=subprocess.PIPE, check=False
    )

    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == "[error] stdout: cannot be written: it is closed"


def test_a_file_instead_of_a_command_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)

    ran = call("config.yaml", stdin=PIPELINE)

    assert (ran.returncode, ran.stdout, ran.stderr.splitlines()[-1]) == (
        2,
        "",
        (
            "inject-intercepts: error: config.yaml is a file or folder and no command: "
            "`inject-intercepts render config.yaml` runs the function on it; as kustomize's exec "
            "plugin it needs KUSTOMIZE_PLUGIN_CONFIG_ROOT in the environment"
        ),
    )


@pytest.mark.parametrize("command", ["render", "graph", "explain", "schema"])
def test_a_folder_with_the_name_of_a_command_hides_no_command(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / command).mkdir()

    assert call(command, "--help").stdout.startswith(f"usage: inject-intercepts {command} ")


def test_render_reads_stdin_and_new_tasks_join_the_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (REPOSITORY / "base" / "stack-pr-test.yaml").read_text()
    (tmp_path / "p.yaml").write_text(text)
    of_file = call("render", "p.yaml")

    assert (call("render", "-", stdin=text).stdout, of_file.returncode) == (of_file.stdout, 0)
    # What lies here has nothing to do with the stream.
    (tmp_path / "intercept-tasks.yaml").write_text(PIPELINE)
    assert call("render", "-", stdin=text).stdout == of_file.stdout

    shown = call("render", "--diff", "-", stdin=text).stdout
    assert [line for line in shown.splitlines() if line.startswith(("---", "+++ "))] == [
        "--- a/-",
        "+++ b/-",
    ]
    refused = call("render", "--in-place", "-", stdin=text)
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (
        2,
        ("inject-intercepts: error: argument --in-place: not allowed with -, which is stdin"),
    )
