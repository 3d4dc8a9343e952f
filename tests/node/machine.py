"""The machine that the node is: namespaces of its own, in which programs run."""

from __future__ import annotations

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING

from processes import Processes, run, wait_for

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

HERE = Path(__file__).parent
ADDRESS = "10.200.0.1"
CGROUPS = Path("/sys/fs/cgroup")


class Machine:
    """A network, mounts, processes and a host name that end with its first process.

    Nothing of the host changes but the cgroups below `cgroup`, which `remove_cgroups` takes away.
    """

    def __init__(self, folder: Path, processes: Processes | None = None) -> None:
        """Takes the folder of a machine that was started, and what its programs end with."""
        self.folder = folder
        self.cgroup = f"/{folder.name}"
        self._processes = processes
        self._first = (folder / "first").read_text()

    def inside(self, *command: str | Path) -> list[str]:
        """The command line that runs `command` in the machine."""
        enter = ["nsenter", "--target", self._first, "--net", "--mount", "--pid", "--uts"]
        return [*enter, "--", *map(str, command)]

    def run(self, *command: str | Path, data: str | None = None) -> str:
        """Runs a program in the machine to its end; its stdout.

        Raises:
            RuntimeError: it failed; with what it printed on stderr.
        """
        return run(self.inside(*command), data=data)

    def start(self, *command: str | Path, ready: Callable[[], object]) -> subprocess.Popen[bytes]:
        """Starts a program in the machine, and waits until it is ready.

        Raises:
            RuntimeError: it ended; with the end of its log.
            TimeoutError: it was not ready in time.
        """
        assert self._processes is not None, "only who started the machine starts its programs"
        name = Path(command[0]).name
        return self._processes.start(*self.inside(*command), ready=ready, name=name)

    def listens(self, port: int, address: str = "127.0.0.1") -> bool:
        """Whether somebody in the machine takes connections."""
        with contextlib.suppress(RuntimeError):
            self.run("bash", "-c", f": < /dev/tcp/{address}/{port}")
            return True
        return False


def start(processes: Processes, folder: Path) -> Machine:
    """Starts a machine with its files in `folder`; it ends with `processes`."""
    flags = "--net --mount --pid --uts --fork --kill-child --mount-proc --propagation private"
    command = ["unshare", *flags.split(), str(HERE / "machine"), str(folder)]
    process = processes.start(*command, ready=(folder / "up").exists)
    # setpriv became unshare, and unshare's one child is the machine's first process.
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    (folder / "first").write_text(children.read_text().strip())
    for hierarchy in _hierarchies():
        (hierarchy / folder.name).mkdir()
    return Machine(folder, processes)


def remove_cgroups(name: str) -> None:
    """Removes the cgroups of a machine that has ended, the innermost first."""
    for hierarchy in _hierarchies():
        top = hierarchy / name
        folders = [path for path in top.rglob("*") if path.is_dir()] if top.exists() else []
        for folder in [*sorted(folders, key=lambda path: -len(path.parts)), top]:
            # The kernel takes a moment to see that the processes of a cgroup are gone.
            with contextlib.suppress(TimeoutError):
                wait_for(str(folder), functools.partial(_removed, folder), 10)


def _removed(folder: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        try:
            folder.rmdir()
        except OSError:
            return False
    return True


def _hierarchies() -> list[Path]:
    """Where cgroups are made: each controller's folder, or with cgroup v2 the one there is."""
    if (CGROUPS / "cgroup.procs").exists():
        return [CGROUPS]
    return [path for path in sorted(CGROUPS.iterdir()) if (path / "cgroup.procs").exists()]
