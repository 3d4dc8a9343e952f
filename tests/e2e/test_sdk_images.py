"""The functions of examples/sdk-* as images: kpt and kustomize get what they get by `exec`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import commands
import workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine import Engine

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("function", ["set-labels", "require-digests", "generate-config-map"])
def test_an_image_does_what_the_program_does(
    function: str,
    repository: Path,
    tmp_path: Path,
    engine: Engine,
    environment: Mapping[str, str],
    image_of: Callable[[Path], str],
) -> None:
    example = EXAMPLES / f"sdk-{function}"
    script = f"{function.replace('-', '_')}.py"
    image = image_of(example / script)
    folder = workspace.copy(repository, tmp_path / "copy") / "examples" / example.name
    for name, old, new in (
        ("Kptfile", f"exec: ./{script}", f"image: {image}"),
        (f"{function}.yaml", f"exec:\n        path: ./{script}", f"container: {{image: {image}}}"),
    ):
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))
    workspace.commit(folder.parents[1], environment)
    both = {**engine.environment, **environment}
    both["PATH"] = f"{engine.programs}:{environment['PATH']}"

    def run(*command: str) -> commands.Done:
        return commands.run(command, cwd=folder, environment=both)

    built = run("kustomize", "build", "--enable-alpha-plugins", ".")
    rendered = [run("kpt", "fn", "render").code for _ in range(2)]

    code = workspace.read_yaml(example / ".expected" / "kpt" / "config.yaml").get("exitCode", 0)
    assert (built.code, rendered) == (code, [code, code])
    workspace.expect({
        example / ".expected" / "kustomize" / "output.yaml": built.stdout,
        example / ".expected" / "kpt" / "diff.patch": workspace.changes(folder, environment),
    })  # fmt: skip
