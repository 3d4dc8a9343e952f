"""The SDK's own wheel: alone in an environment, it passes the tests that are its own."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import sources

# What its tests are made with, each with what that needs.
TOOLS = ("pytest", "hypothesis", "jsonschema-rs")
NEEDS = ("pyyaml", "ruamel.yaml")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that `make sdk` builds."""
    folder = tmp_path_factory.mktemp("wheel")
    hatchling = Path(sys.executable).with_name("hatchling")
    subprocess.run(
        ["scripts/build-sdk.sh", str(folder), str(hatchling)], cwd=sources.REPOSITORY, check=True
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel, what it says that it needs, and pytest."""
    folder = tmp_path_factory.mktemp("alone")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in _with_needs({*TOOLS, *NEEDS}):
        _link(name, packages)
    zipfile.ZipFile(wheel).extractall(packages)
    return folder / "bin" / "python"


def _with_needs(names: set[str]) -> set[str]:
    """The distributions of these names, and those that they need as they are installed here."""
    found: set[str] = set()
    while new := names - found:
        found |= new
        needed = [text for name in new for text in importlib.metadata.requires(name) or ()]
        plain = {re.split(r"[^\w.-]", text)[0] for text in needed if "extra ==" not in text}
        names = found | {name for name in plain if _is_installed(name)}
    return found


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _link(name: str, packages: Path) -> None:
    """Make a distribution of this environment one of another, file by file."""
    for file in importlib.metadata.distribution(name).files or ():
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = packages / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(file.locate()), target)


def test_the_wheel_has_the_sdk_its_readme_and_its_licence_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    text = zipfile.ZipFile(wheel).read(next(n for n in names if n.endswith("/METADATA"))).decode()
    tree = {
        path.relative_to(sources.ROOT).as_posix()
        for path in (sources.ROOT / sources.SDK).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert {name for name in names if ".dist-info/" not in name} == tree
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert text.endswith((sources.REPOSITORY / "sdk" / "README.md").read_text(encoding="utf-8"))
    assert "Name: krm-functions-sdk\n" in text
    assert [line for line in text.splitlines() if line.startswith("Requires-Dist")] == [
        "Requires-Dist: pyyaml>=6.0.1", "Requires-Dist: ruamel-yaml>=0.18",
    ]  # fmt: skip


def test_alone_it_passes_its_own_tests(python: Path, tmp_path: Path) -> None:
    tests = sources.REPOSITORY / "tests"
    shutil.copytree(tests / "sdk", tmp_path / "sdk", ignore=shutil.ignore_patterns("__pycache__"))
    for name in "draws.py", "conftest.py":
        shutil.copy(tests / name, tmp_path)
    # What is drawn is the other runs' business: here everything has to run once, without them.
    environment = {"PATH": os.environ["PATH"], "PROPERTY_EXAMPLES": "1", "HOME": str(tmp_path)}

    absent = subprocess.run([python, "-c", "import inject_intercepts"], check=False,
                            capture_output=True, text=True)  # fmt: skip
    done = subprocess.run(
        [python, "-W", "error", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "sdk"],
        cwd=tmp_path, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert "No module named 'inject_intercepts'" in absent.stderr
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert re.search(r"^\d{4} passed", done.stdout, flags=re.MULTILINE), done.stdout[-500:]
