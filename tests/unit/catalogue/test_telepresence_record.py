"""The record of what the Telepresence client takes, and the client's script held to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import telepresence_record
from inject_intercepts import catalogue

if TYPE_CHECKING:
    from pathlib import Path

RECORD = telepresence_record.RECORD


def test_the_record_is_of_the_version_that_the_task_runs(repository: Path) -> None:
    (image,) = re.findall(r"telepresence:([\d.]+)\n", catalogue.text("deploy-stack-intercepts"))

    assert RECORD["version"] == f"v{image}", "`make record` asks another version"


@pytest.mark.parametrize("wrong", RECORD["wrong"], ids=lambda wrong: " ".join(wrong["args"]))
def test_what_the_client_refused_is_refused(wrong: dict[str, list[str]]) -> None:
    assert wrong["error"]
    with pytest.raises(telepresence_record.Misunderstood):
        telepresence_record.read(wrong["args"])


@pytest.mark.parametrize("right", RECORD["intercepts"], ids=lambda right: " ".join(right["args"]))
def test_what_the_client_understood_is_understood(right: dict[str, Any]) -> None:
    call = telepresence_record.read(right["args"])

    assert call.arguments == ["web-pr"]
    assert call.flags == {"--workload": "web", "--port": "8080:80", "--mount": "false"}
    assert right["means"] == {
        "error": "",
        "workload": "web",
        "port": "80",
        "target": "127.0.0.1:8080",
    }


def test_every_command_line_of_the_task_is_one_that_the_client_takes() -> None:
    calls = [telepresence_record.read(line) for line in telepresence_record.lines_of_the_task()]

    assert len(calls) >= 9
    assert {call.command for call in calls} >= {"connect", "intercept", "leave", "quit"}
