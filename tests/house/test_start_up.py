"""Nothing is imported that a run does not need: a render starts the program once per build."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sources
import yaml

# What a run with nothing to do may load beyond `import yaml` and its own modules.
NOTHING_TO_DO = {
    "__future__", "_bisect", "_json", "bisect", "contextlib", "gc", "json", "json.decoder",
    "json.encoder", "json.scanner", "warnings",
}  # fmt: skip
# What a run that changes something may load on top: the Tasks' hashes are made with it.
INJECTING = {"zlib"}
# What a run that writes something uncommon may load on top: ruamel.yaml, and what that imports.
RENDERING = {
    "_typing", "_weakrefset", "copy", "fnmatch", "glob", "importlib", "importlib._bootstrap",
    "importlib._bootstrap_external", "typing", "typing.io", "typing.re", "weakref",
}  # fmt: skip
BASE = sources.REPOSITORY / "base" / "stack-pr-test.yaml"
RUN = """
import sys
from inject_intercepts import __main__
sys.argv = ["inject-intercepts"]
code = __main__.main()
"""
TELL = "\nimport sys; sys.stderr.write('\\nMODULES ' + ' '.join(sys.modules))"


def _modules(code: str, stdin: str = "") -> set[str]:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code + TELL],
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.rpartition("MODULES ")[2].split())


def _resource_list(*items: object) -> str:
    whole = {"apiVersion": "config.kubernetes.io/v1", "kind": "ResourceList", "items": [*items]}
    return yaml.safe_dump(whole)


def _foreign(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] not in sources.PACKAGES}


@pytest.fixture(scope="module")
def reader() -> set[str]:
    return _modules("import yaml")


def test_a_run_with_nothing_to_do_loads_little_more_than_the_yaml_parser(reader: set[str]) -> None:
    loaded = _foreign(_modules(RUN, _resource_list({"apiVersion": "v1", "kind": "ConfigMap"})))

    assert loaded - reader - NOTHING_TO_DO == set()


def test_a_run_that_changes_something_loads_no_yaml_writer(reader: set[str]) -> None:
    loaded = _foreign(_modules(RUN, _resource_list(yaml.safe_load(BASE.read_text()))))

    assert loaded - reader - NOTHING_TO_DO - INJECTING == set()


def test_a_run_that_writes_what_is_not_common_loads_ruamel_and_no_more(reader: set[str]) -> None:
    pipeline = yaml.safe_load(BASE.read_text())
    deploy = next(t for t in pipeline["spec"]["tasks"] if t["name"] == "deploy-intercepts")
    deploy["displayName"] = "a bell rings: \a"
    loaded = _foreign(_modules(RUN, _resource_list(pipeline)))

    beyond = {name for name in loaded if name.partition(".")[0] != "ruamel"}
    assert beyond - reader - NOTHING_TO_DO - INJECTING - RENDERING == set()
    assert "ruamel.yaml" in loaded


def test_the_command_line_is_loaded_only_when_it_is_used() -> None:
    loaded = _modules(RUN, _resource_list())

    assert {name for name in loaded if "cli" in name or name == "argparse"} == set()
