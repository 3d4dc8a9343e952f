"""Time and memory of the program, as ratios, each against its limit: `make bench`.

Every ratio is of two things measured in turn in the same run, so that it says the same on a fast
and on a slow machine. Time is the least of child processes' CPU times (user and system): what else
runs here changes it little.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import beside_go
import measure
import packages

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAM = [str(Path(sys.executable).with_name("inject-intercepts"))]
IMPORT_YAML = [sys.executable, "-I", "-c", "import yaml"]
IDLE = [sys.executable, "-I", "-c", "pass"]
# All that is there read and written anew by libyaml, as a function in Python without us would.
ANEW = """import sys, yaml
whole = yaml.load(sys.stdin.buffer, yaml.CSafeLoader)
sys.stdout.write(yaml.dump(whole, Dumper=yaml.CSafeDumper, sort_keys=False))"""
READ_AND_WRITE = [sys.executable, "-I", "-c", ANEW]
# What anybody would write; it decodes and encodes, where the program works on bytes.
COPY = [sys.executable, "-I", "-c", "import sys; sys.stdout.write(sys.stdin.read())"]


class Ratio(NamedTuple):
    """One line of the table: what was measured, against what, and how much is too much."""

    what: str
    measured: str
    against: str
    ratio: float
    limit: float


def start_up(folder: Path) -> list[Ratio]:
    """With nothing to do; with two Pipelines to change and Tasks to emit; once more then."""
    nothing = packages.write(folder / "nothing.yaml", [packages.config_map(0)])
    base = packages.write(folder / "base.yaml", packages.base())
    done = measure.answer(PROGRAM, base, folder / "done.yaml")
    idle, noop, full, again = measure.interleaved(
        [(IMPORT_YAML, None), (PROGRAM, nothing), (PROGRAM, base), (PROGRAM, done)], rounds=31
    )
    return [
        _time("a run with nothing to do", noop, "python -c 'import yaml'", idle, 2.0),
        _time("two Pipelines changed, Tasks emitted", full, "the same", idle, 3.5),
        _time("the same once more", again, "the same", idle, 2.2),
    ]


def many(folder: Path, what: str, items: Iterable[str], limits: tuple[float, float]) -> list[Ratio]:
    """A package of Pipelines that all change, and of which then none does.

    Against reading and writing all of it by libyaml, which says nothing of what a Pipeline is, and
    loses comments and quotes.
    """
    first = packages.write(folder / "many.yaml", items)
    done = measure.answer(PROGRAM, first, folder / "many-done.yaml")
    anew, changed, again = measure.interleaved(
        [(READ_AND_WRITE, first), (PROGRAM, first), (PROGRAM, done)], rounds=3
    )
    against = "read and written by libyaml"
    return [
        _time(f"{what} changed", changed, against, anew, limits[0]),
        _time(f"{what}, once more", again, "the same", anew, limits[1]),
    ]


def large(folder: Path, objects: int) -> list[Ratio]:
    """A large package with two Pipelines among its objects, against reading and writing it."""
    path = packages.write(folder / "large.yaml", packages.large(objects))
    size = path.stat().st_size
    copy, full, idle = measure.interleaved([(COPY, path), (PROGRAM, path), (IDLE, None)], rounds=11)
    what = f"{objects:,} objects, {size / 1e6:.1f} MB"
    used = full.memory - idle.memory
    return [
        _time(what, full, "stdin copied to stdout by Python", copy, 6.0),
        Ratio(f"{what}: memory", _megabytes(used), f"input {_megabytes(size)}", used / size, 4.0),
    ]


def growth(folder: Path, small: int, factor: int) -> list[Ratio]:
    """Whether ten times the objects cost ten times the time, what the two Pipelines cost aside."""
    sizes = [
        packages.write(folder / f"{n}.yaml", packages.large(n)) for n in (small, small * factor)
    ]
    base = packages.write(folder / "base.yaml", packages.base())
    start, little, much = measure.interleaved(
        [(PROGRAM, base), (PROGRAM, sizes[0]), (PROGRAM, sizes[1])], rounds=5
    )
    once, times = little.seconds - start.seconds, much.seconds - start.seconds
    return [
        Ratio(
            f"{small * factor:,} objects, an object",
            f"{times / small / factor * 1e6:.1f} us",
            f"in {small:,}: {once / small * 1e6:.1f} us",
            times / factor / once,
            1.5,
        )
    ]


def generate(folder: Path, pipelines: int) -> list[Ratio]:
    """What a plugin of Argo CD prints, against the same from `render`."""
    path = str(packages.folder(folder / "pipelines", pipelines))
    render, full = measure.interleaved(
        [([*PROGRAM, "render", path], None), ([*PROGRAM, "generate", path], None)], rounds=7
    )
    what = f"generate of {pipelines} Pipelines"
    limit = 150e6
    return [
        _time(what, full, "render of the same", render, 1.3),
        Ratio(
            f"{what}: memory", _megabytes(full.memory), f"at most {_megabytes(limit)}",
            full.memory / limit, 1.0,
        ),
    ]  # fmt: skip


def sdk(folder: Path) -> list[Ratio]:
    """A function on the SDK against the same in Go, if that is built. Go starts in no time."""
    if not beside_go.is_built():
        sys.stderr.write("NOT MEASURED: functions in Go; `make tools-orchestrators` builds them\n")
        return []
    limits = (25.0, 4.5, 1.0)
    found = [*beside_go.pairs(folder, 10_000)]
    many = found[1]
    used = _megabytes(many.ours.memory), _megabytes(many.go.memory)
    return [
        *(
            _time(pair.what, pair.ours, "the same on the Go SDK", pair.go, limit)
            for pair, limit in zip(found, limits, strict=True)
        ),
        Ratio(f"{many.what}: memory", used[0], f"the same on the Go SDK: {used[1]}",
              many.ours.memory / many.go.memory, 0.4),
    ]  # fmt: skip


def _time(what: str, ours: measure.Cost, against: str, theirs: measure.Cost, limit: float) -> Ratio:
    reference = f"{against}: {theirs.seconds * 1000:.0f} ms"
    return Ratio(
        what, f"{ours.seconds * 1000:.0f} ms", reference, ours.seconds / theirs.seconds, limit
    )


def _megabytes(size: float) -> str:
    return f"{size / 1e6:.1f} MB"


def main() -> int:
    """Measure, print the table, and give 1 where a ratio is over its limit."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # First what is measured in megabytes: a child begins with the size of this process.
        ratios = [
            *start_up(folder),
            *generate(folder, 50),
            *large(folder, 10_000),
            *growth(folder, 10_000, 10),
            *many(folder, "500 base Pipelines", packages.many(500), (0.9, 0.7)),
            *many(folder, "2,000 small ones", packages.small(2000), (1.3, 1.0)),
            *sdk(folder),
        ]
    rows = [("", "measured", "against", "ratio", "limit")]
    rows += [(r.what, r.measured, r.against, f"{r.ratio:.2f}", f"{r.limit:.1f}") for r in ratios]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        left = [text.ljust(width) for text, width in zip(row[:3], widths[:3], strict=True)]
        right = [text.rjust(width) for text, width in zip(row[3:], widths[3:], strict=True)]
        sys.stdout.write("  ".join([*left, *right]).rstrip() + "\n")
    over = [ratio.what for ratio in ratios if ratio.ratio > ratio.limit]
    sys.stdout.writelines(f"over its limit: {what}\n" for what in over)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
