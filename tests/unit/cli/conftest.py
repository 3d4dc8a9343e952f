"""A package in a folder of its own, and the command line in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from inject_intercepts import cli, function

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import krm_fn as krm


class Ran(NamedTuple):
    """What a call came to."""

    code: int
    stdout: str
    stderr: list[str]


class Package:
    """A folder that is the current one."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[bytes]) -> None:
        self.root = root
        self.capture = capture

    def put(self, **files: str) -> None:
        """Write files: `a_yaml` is `a.yaml`, `sub__a_yaml` is `sub/a.yaml`."""
        for name, text in files.items():
            path = self.root / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())

    def files(self) -> dict[str, str]:
        """Every file's text by its path."""
        found = sorted(path for path in self.root.rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes().decode() for path in found}

    def run(self, *arguments: str) -> Ran:
        """Call the command line."""
        code = cli.main(arguments)
        said = self.capture.readouterr()
        return Ran(code, said.out.decode(), said.err.decode().splitlines())


@pytest.fixture
def package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Package:
    monkeypatch.chdir(tmp_path)
    return Package(tmp_path, capsysbinary)


@pytest.fixture
def process(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[krm.ResourceList], None]], None]:
    """Put a function of the test's own in the place of ours."""

    def put(replacement: Callable[[krm.ResourceList], None]) -> None:
        def process(resources: krm.ResourceList, *_: object) -> None:
            replacement(resources)

        monkeypatch.setattr(function, "process", process)

    return put


@pytest.fixture
def seen(process: Callable[[Callable[[krm.ResourceList], None]], None]) -> None:
    """Let the function mark every Pipeline."""

    def see(resources: krm.ResourceList) -> None:
        for item in resources.items:
            if item.kind == "Pipeline":
                item.replace({**item.data, "spec": {"seen": True}})

    process(see)
