"""Pipelines as people write them: one data, and all that may stand around it.

Drawn from one number, as the documents of `yamledit`'s tests are.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import random

T = TypeVar("T")

EMPTY_MAPS = ["", " ~", " null", " Null", " {}", " { }", " # none", " {} # none", "  ~  # none"]
EMPTY_LISTS = ["", " ~", " null", " []", " [ ]", " # none", " [] # none"]
SCRIPTS = ["|\n{0}echo hi", "|-\n{0}echo hi\n\n{0}done", "|+\n{0}echo hi\n", ">\n{0}one\n{0}two",
           "'echo hi'", "echo hi # hello"]  # fmt: skip


class Writer:
    """Draws the lines of one Pipeline, or of a run that embeds one."""

    def __init__(self, random: random.Random) -> None:
        self.random = random
        self.step = self.pick(2, 2, 2, 4)
        self.offset = self.pick(0, 0, 2, self.step)
        self.apart = self.pick(0, 0, 0, 1, 1, 2)
        self.busy = self.maybe(2)

    def pick(self, *choices: T) -> T:
        return self.random.choice(choices)

    def maybe(self, share: int = 4) -> bool:
        """True once in `share` times."""
        return self.random.randrange(share) == 0

    def between(self, column: int) -> list[str]:
        """Comments and blank lines, in a column or deeper or less."""
        lines = []
        while self.busy and self.maybe(4):
            at = " " * self.pick(column, column, column, 0, column + self.step, column + 1)
            lines.append(self.pick("", at + "# words", at + "# - name: off", at + "#   x: y"))
        return lines

    def mapping(self, column: int, *entries: list[str]) -> list[str]:
        """Entries, each with its lines from column 0, one below the other."""
        lines: list[str] = []
        for number, entry in enumerate(entries):
            if number:
                lines += self.between(column)
            lines += [" " * column + line if line else "" for line in entry]
        return lines

    def sequence(self, column: int, *items: list[str]) -> list[str]:
        lines: list[str] = []
        for number, item in enumerate(items):
            if number:
                lines += [""] * self.apart + self.between(column)
            first, *rest = item
            lines.append(" " * column + "- " + first)
            lines += [" " * (column + 2) + line if line else "" for line in rest]
        return lines

    def key(self, name: str, *items: list[str]) -> list[str]:
        """A key and its list."""
        tail = self.between(self.offset) if self.maybe() else []
        head = self.pick("", "", "", "  # of these") if self.busy else ""
        return [f"{name}:{head}", *self.sequence(self.offset, *items), *tail]

    def maybe_key(self, *lines: str) -> list[list[str]]:
        return [list(lines)] if self.maybe(2) else []

    def empty(self, name: str, spellings: list[str]) -> list[list[str]]:
        return [[f"{name}:{self.pick(*spellings)}"]] if self.maybe(3) else []

    def task(self, name: str, *more: list[str]) -> list[str]:
        ref = self.pick(
            ["taskRef: {name: x}"],
            ["taskRef:", " " * self.step + "name: x"],
            ["taskRef: {", "  name: x,  # the task", "}"],
            ["taskSpec:", *self.nested(self.key("steps", self.script()))],
        )
        return self.mapping(0, [f"name: {name}"], ref, *more)

    def script(self) -> list[str]:
        pad = " " * self.step
        text = self.pick(*SCRIPTS)
        return ["image: busybox", *f"script: {text.format(pad)}".split("\n")]

    def nested(self, lines: list[str]) -> list[str]:
        return [" " * self.step + line if line else "" for line in lines]

    def deploy(self) -> list[str]:
        params = self.key(
            "params", ["name: build-apps", "value: 'shop'"], ["name: built-images", "value: x"],
            ["name: intercept-header-value", 'value: "x:y"'],
        )  # fmt: skip
        workspaces = self.pick(
            ["workspaces: [{name: shared-workspace, workspace: shared-workspace}]"],
            self.key("workspaces", ["name: shared-workspace", "workspace: shared-workspace"]),
        )
        return self.task(
            "deploy-intercepts", *self.empty("when", EMPTY_LISTS), *self.maybe_key("retries: +1"),
            params, workspaces,
        )  # fmt: skip

    def test(self) -> list[str]:
        value = "$(tasks.deploy-intercepts.results.deployed-pods)"
        params = self.pick(
            [f"params: [{{name: pods, value: {value}}}]"],
            self.key("params", ["name: pods", f"value: {value}"]),
            self.key("params", ["name: pods", "value: >-", f"{' ' * self.step}{value}"]),
        )
        run_after = self.pick(
            ["runAfter: [ deploy-intercepts ]"], self.key("runAfter", ["deploy-intercepts"]), []
        )
        return self.task("test", *([run_after] if run_after else []), params)

    def spec(self) -> list[str]:
        tasks = [self.deploy(), self.test()]
        if self.maybe(2):
            tasks.insert(0, self.task("build"))
        keys = [
            *self.pick(
                self.empty("params", EMPTY_LISTS), [self.key("params", ["name: a"])], []
            ),
            self.pick(["workspaces:", "- name: shared-workspace"],
                      self.key("workspaces", ["name: shared-workspace"])),
            self.key("tasks", *tasks),
            *self.pick(self.empty("finally", EMPTY_LISTS), [self.finally_()], []),
            *self.maybe_key("description: no"),
        ]  # fmt: skip
        return self.mapping(0, *keys)

    def finally_(self) -> list[str]:
        ours = self.mapping(
            0, ["name: cleanup"], ["taskRef: {name: cleanup-stack-pods}"],
            *self.empty("params", EMPTY_LISTS),
        )  # fmt: skip
        return self.key("finally", self.pick(ours, self.task("cleanup"), self.task("report")))

    def document(self) -> list[str]:
        metadata = self.mapping(
            0, ["name: shop"], *self.empty("annotations", EMPTY_MAPS),
            *self.maybe_key("labels: {a: b}"),
        )  # fmt: skip
        head = ["metadata:", *self.nested(metadata)]
        return [
            *self.between(0), *self.pick([], ["---"]), "apiVersion: tekton.dev/v1",
            "kind: Pipeline", *self.between(0), *head, *self.between(0), "spec:",
            *self.nested(self.spec()), *self.between(0), *self.pick([], [], ["..."]),
        ]  # fmt: skip


def text(random: random.Random) -> str:
    """A Pipeline that has a deploy task, of which nothing is refused."""
    writer = Writer(random)
    newline = writer.pick("\n", "\n", "\n", "\r\n")
    lines = "\n".join(writer.document()).split("\n")
    # Of a block scalar, the break at the end is text: where it lacks, so does the way back.
    ends = [newline, newline * 2, *([""] if ":" in lines[-1] else [])]
    return newline.join(lines) + writer.pick(*ends)


def as_json(data: object, random: random.Random) -> str:
    """The same data as JSON."""
    indent = random.choice([None, 2, 4, "\t"])
    return json.dumps(data, indent=indent) + random.choice(["\n", ""])
