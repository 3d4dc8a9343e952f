"""What every test may ask for: the installed program, and a way to say what is missing."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import HealthCheck, settings

from draws import IN_CI, examples

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parents[1]

# The same examples on every run where a red build must mean a change; elsewhere a new draw each
# time. No deadlines: tests measure no time.
settings.register_profile("ci", examples(), derandomize=True, print_blob=True)
settings.register_profile(
    "dev", examples(), suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("ci" if IN_CI else "dev")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Gives up on tests of which a `needs` mark names a program that is not here.

    With `tier=2` it is a skip in CI too: `make test-all` makes sure that the program is there.
    """
    for mark in item.iter_markers("needs"):
        for program in mark.args:
            if shutil.which(program) is None and mark.kwargs.get("tier") == 2:
                pytest.skip(f"missing: {program}; `make test-all` needs it")
            if shutil.which(program) is None:
                give_up(program, "install it")


def give_up(what: str, remedy: str) -> NoReturn:
    """Skips a test for want of something, and says of what; in CI that is a failure."""
    reason = f"missing: {what}; {remedy}"
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def program() -> Path:
    """The installed program, beside the Python that runs the tests."""
    path = Path(sys.executable).with_name("inject-intercepts")
    assert path.is_file(), f"{path} is missing: run `make setup`"
    return path


@pytest.fixture(scope="session")
def cache() -> Path:
    """Where `make tools` keeps what is dear to make."""
    return Path(os.environ.get("INJECT_INTERCEPTS_CACHE") or REPOSITORY / ".cache")


@pytest.fixture(scope="session")
def absent() -> Callable[[str, str], NoReturn]:
    """Give up on a test for want of something: a skip with its reason, in CI a failure."""
    return give_up
