"""A function as a program: each way in which it is called, by the program itself."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import pytest

import krm_fn

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = '''
from typing import Annotated, NamedTuple
import krm_fn

class Labels(NamedTuple):
    labels: Annotated[dict[str, str], krm_fn.Field("what to set")]

@krm_fn.function(api_version="example.com/v1", version="1.2", image="example.com/set-labels",
                 tags=("mutator",), examples="examples:\\n  set-labels render .")
def set_labels(resources: krm_fn.ResourceList, config: Labels) -> None:
    """Set labels on every object.

    Others stay:
      as they are.
    """
    print("a word on the way")
    for obj in resources.items:
        obj.labels.update(config.labels)
        resources.results.info("labelled", obj)

if __name__ == "__main__":
    krm_fn.main(set_labels)
'''
LIST = """\
apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- kind: Pod  # one
  apiVersion: v1
  metadata:
    name: web
functionConfig: {apiVersion: example.com/v1, kind: Labels, spec: {labels: {app: web}}}
"""
HELP = """\
usage: set-labels [-h] [--version] [--doc] COMMAND ...

Set labels on every object.

Others stay:
  as they are.

config: the `spec` of a Labels of example.com/v1, or the `data` of a ConfigMap
  labels (map of text, must be set): what to set

positional arguments:
  COMMAND
    render    run the function on files or folders
    schema    print the schema of the config, for an editor

options:
  -h, --help  show this help message and exit
  --version   show program's version number and exit
  --doc       print kpt's description, as JSON

examples:
  set-labels render .

exit codes:
  0 done, 1 an error or unreadable input, 2 a wrong call or config, 3 a bug
"""


class Ran(NamedTuple):
    code: int
    stdout: str
    stderr: str


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "set_labels.py").write_text(PROGRAM)
    return tmp_path


def run(folder: Path, *arguments: str, stdin: str = "", **environment: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "set_labels.py", *arguments], cwd=folder, input=stdin, text=True,
        capture_output=True, check=False, env={**os.environ, "COLUMNS": "80", **environment},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def test_without_arguments_it_is_a_krm_function(folder: Path) -> None:
    done = run(folder, stdin=LIST)

    assert done.code == 0
    assert done.stdout == LIST.replace(
        "name: web\n", "name: web\n    labels:\n      app: web\n"
    ) + (
        "results:\n- message: labelled\n  severity: info\n  resourceRef:\n    apiVersion: v1\n"
        "    kind: Pod\n    name: web\n"
    )
    assert done.stderr == "a word on the way\n[info] v1/Pod/web: labelled\n"


def test_a_bad_config_is_told_before_anything_is_done(folder: Path) -> None:
    done = run(folder, stdin=LIST.replace("labels: {app: web}", "labels: {app: 1}, x: z"))

    assert (done.code, done.stderr.splitlines()) == (2, [
        "[error] example.com/v1/Labels spec.x: is not a known field: must be `labels`",
        ("[error] example.com/v1/Labels spec.labels.app: must be a string, got the number 1: "
        "quote it"),
    ])  # fmt: skip


def test_what_kpt_gives_where_there_is_no_config_is_none(folder: Path) -> None:
    nothing = "{apiVersion: v1, kind: ConfigMap, metadata: {name: function-input}, data: {}}"
    done = run(folder, stdin=f"{LIST.partition('functionConfig')[0]}functionConfig: {nothing}\n")

    assert (done.code, done.stderr) == (
        2, "[error] functionConfig.labels: must be set: what to set; no config was given\n"
    )  # fmt: skip


def test_kustomize_runs_it_as_an_exec_plugin(folder: Path) -> None:
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {app: web}\n"
    (folder / "config.yaml").write_text(config)
    pod = "kind: Pod  # one\nmetadata: {name: web}\n"

    done = run(folder, "config.yaml", stdin=pod, KUSTOMIZE_PLUGIN_CONFIG_ROOT=str(folder))

    assert (done.code, done.stdout) == (0, pod.replace("web}", "web, labels: {app: web}}"))


def test_help_is_made_of_the_docstring_and_the_config(folder: Path) -> None:
    assert run(folder, "--help") == (0, HELP, "")


def test_kpt_gets_its_description(folder: Path) -> None:
    done = run(folder, "--doc")

    assert json.loads(done.stdout) == {
        "short": "Set labels on every object.",
        "long": "Others stay:\n  as they are.",
        "examples": "examples:\n  set-labels render .",
        "image": "example.com/set-labels",
        "description": "Set labels on every object.",
        "tags": ["mutator"],
        "sourceURL": "",
        "examplePackageURLs": [],
        "license": "",
        "hidden": False,
    }


def test_an_editor_gets_the_schema(folder: Path) -> None:
    done = run(folder, "schema")

    assert done.code == 0
    assert done.stdout.startswith("$schema: https://json-schema.org/draft/2020-12/schema\n")
    assert "  apiVersion:\n    const: example.com/v1\n" in done.stdout


def test_it_says_its_version(folder: Path) -> None:
    assert run(folder, "--version") == (0, "set-labels 1.2\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rendr"], "argument COMMAND: invalid choice: 'rendr' (choose from 'render', 'schema')"),
        (["render"], "the following arguments are required: PATH"),
        (["render", "--in-place", "-"], "argument --in-place: not allowed with -, which is stdin"),
    ],
)
def test_a_wrong_call_is_2_and_says_why(folder: Path, arguments: list[str], said: str) -> None:
    done = run(folder, *arguments)

    assert (done.code, done.stdout) == (2, "")
    assert done.stderr.endswith(f"error: {said}\n")


def test_who_types_its_name_is_told_how_to_go_on(folder: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "set_labels.py"]
    done = subprocess.run(
        command, cwd=folder, stdin=theirs, capture_output=True, text=True, check=False
    )
    os.close(ours)
    os.close(theirs)

    assert (done.returncode, done.stdout, done.stderr) == (
        1, "", "[error] a ResourceList is read from stdin; `set-labels --help` says more\n"
    )  # fmt: skip


def test_a_function_without_a_config_has_no_schema_and_gets_the_list_alone() -> None:
    @krm_fn.function
    def count(resources: krm_fn.ResourceList) -> None:
        """Count."""
        resources.results.info(f"{len(resources.items)} objects")

    resources = krm_fn.ResourceList()
    count(resources)

    assert [result.message for result in resources.results] == ["0 objects"]
    assert (count.schema(), count.about.name, count.short) == (None, "count", "Count.")


def test_a_parameter_with_a_default_is_the_callers_own_and_no_config() -> None:
    given = []

    def process(resources: krm_fn.ResourceList, mode: str | None = None) -> None:
        given.append(mode)

    function = krm_fn.function(process)
    function(krm_fn.ResourceList([]))
    assert (function.config, given) == (None, [None])


def test_a_test_may_call_it_with_a_config_of_its_own() -> None:
    class Message(NamedTuple):
        text: str

    def tell(resources: krm_fn.ResourceList, config: Any) -> None:
        resources.results.info(config.text)

    resources = krm_fn.ResourceList()
    krm_fn.function(config=Message)(tell)(resources, Message("mind the gap"))

    assert [result.message for result in resources.results] == ["mind the gap"]


def gives_false(resources: krm_fn.ResourceList) -> Any:
    return False


def gives_items(resources: krm_fn.ResourceList) -> Any:
    return [item for item in resources.items if item.kind == "Pod"]


def gives_them_one_by_one(resources: krm_fn.ResourceList) -> Any:
    yield from resources.items


@pytest.mark.parametrize(
    ("process", "name"),
    [(gives_false, "bool"), (gives_items, "list"), (gives_them_one_by_one, "generator")],
)
def test_what_a_function_gives_would_be_lost_so_it_may_give_nothing(
    process: Any, name: str
) -> None:
    with pytest.raises(TypeError) as refused:
        krm_fn.function(process)(krm_fn.ResourceList())

    assert str(refused.value) == (
        f"`{process.__name__.replace('_', '-')}` gives a {name}, at which nobody looks: change the "
        "items of the ResourceList, and fail by `results.error`"
    )


def test_a_lambda_gives_what_it_calls_gives() -> None:
    resources = krm_fn.ResourceList()

    krm_fn.function(lambda resources: resources.results.warning("mind the gap"))(resources)

    assert [result.message for result in resources.results] == ["mind the gap"]


class Port(NamedTuple):
    number: Annotated[int, krm_fn.Field("where it listens")]
    name: str = "http"


class Ports(NamedTuple):
    ports: list[Port]
    by_name: dict[str, Port] | None = None


def test_the_help_has_the_fields_of_maps_in_lists_and_in_maps(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @krm_fn.function
    def open_ports(resources: krm_fn.ResourceList, config: Ports) -> None:
        """Open ports."""

    assert open_ports.run(["--help"]) == 0

    assert capsys.readouterr().out.split("config: ", 1)[1].split("\n\n", 1)[0] == (
        "the `spec` of a Ports of fn.kpt.dev/v1alpha1, or the `data` of a ConfigMap\n"
        "  ports (list of map, must be set)\n"
        "  ports[].number (integer, must be set): where it listens\n"
        '  ports[].name (text, default "http")\n'
        "  byName (map of map)\n"
        "  byName.*.number (integer, must be set): where it listens\n"
        '  byName.*.name (text, default "http")'
    )


def test_a_parameter_that_says_no_type_is_told_when_the_function_is_made() -> None:
    def process(resources: Any, config: Any) -> None:
        """Nothing."""

    with pytest.raises(TypeError) as refused:
        krm_fn.function(process)

    assert str(refused.value) == (
        "the parameter `config` of `process` is its config: annotate it with a dataclass or a "
        "NamedTuple of the module, or say `function(config=…)`"
    )


def test_what_function_does_not_know_is_an_error() -> None:
    with pytest.raises(TypeError, match="About takes name, api_version"):
        krm_fn.function(nmae="x")(print)
