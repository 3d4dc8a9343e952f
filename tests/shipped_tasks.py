"""Expectations without the copies of our Tasks: a Task as we ship it is one line.

| line | stands for |
|---|---|
| `# shipped Task cleanup-stack-pods` | the file of that Task in the catalogue, byte for byte |
| `…, name: a-cleanup, namespace: a` | the same, with what a package made of its metadata |
| `…, with a hash of its own` | the same, with the annotation that its spec has: another version's |
| `…, as kpt prints it` | the same data and comments; white space may differ |
| `…, as kustomize prints it` | the same data by sorted keys, and no comment |

Where a Task differs in a few lines, those follow: `#-` and a line that it lacks, `#+` and a line
that it has instead. Any other Task stands whole. The line takes the Task's place: as a document,
as an item of a list (`- # shipped Task …`), or behind the `+` of a new file in a patch.

`unfold(fold(text))` is the text, byte for byte. The last two rows are `fold_printed`'s, for what
orchestrators print; there, white space and quotes are `unfold`'s own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

import line_edits
import printed_tasks
from inject_intercepts import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_EDITS = 20
"""With more lines than this a Task that differs is better read whole."""

_OWN_HASH = "with a hash of its own"
_LABEL = re.compile(rf"^ +{re.escape(catalogue.TASK_LABEL)}: (\S+)$", re.MULTILINE)
_HASH = re.compile(rf"(?<=^    {re.escape(catalogue.HASH_ANNOTATION)}: )\S+$", re.MULTILINE)
_ITEM = re.compile(r"( *)- ")
_FOLDED = re.compile(r"( *)(- )?# shipped Task ([\w-]+)((?:, [^,\n]+)*)\n")
_NEW_FILE = re.compile(r"(?<=^@@ -0,0 )\+1(?:,\d+)?(?= @@\n)", re.MULTILINE)
_FIELDS = ("name", "namespace")


def fold(text: str) -> str:
    """The documents, or the list, with one line for each Task that is as we ship it."""
    return _folded(text, lambda _, __: None)


def fold_printed(text: str) -> str:
    """The same for what an orchestrator prints: a Task in its form is one line, too."""
    return _folded(text, printed_tasks.printer_of)


def _folded(text: str, printer_of: Callable[[str, str], str | None]) -> str:
    lines = text.splitlines(keepends=True)
    folded: list[str] = []
    at = 0
    while at < len(lines):
        end, margin = _block(lines, at)
        short = _short(_without(margin, lines[at:end]), printer_of) if end > at else None
        if short is None:
            folded.append(lines[at])
            at += 1
        else:
            folded += _with(margin, short)
            at = end
    return "".join(folded)


def unfold(text: str) -> str:
    """The text that `fold` made this of. A line that names what we do not ship: ValueError."""
    lines = text.splitlines(keepends=True)
    whole: list[str] = []
    at = 0
    while at < len(lines):
        found = _FOLDED.fullmatch(lines[at])
        if found is None:
            whole.append(lines[at])
            at += 1
            continue
        margin = found[1] + ("- " if found[2] else "")
        after = " " * len(margin)
        end = at + 1
        while end < len(lines) and lines[end].startswith((f"{after}#-", f"{after}#+")):
            end += 1
        edits = [line.removeprefix(after + "#") for line in lines[at + 1 : end]]
        whole += _with(margin, _long(found[3], found[4].split(", ")[1:], edits))
        at = end
    return "".join(whole)


def fold_patch(patch: str) -> str:
    """A patch of git, with `fold_printed` applied to the files that it adds."""
    return _patched(patch, fold_printed)


def unfold_patch(patch: str) -> str:
    """The patch that `fold_patch` made this of."""
    return _patched(patch, unfold)


def _block(lines: list[str], at: int) -> tuple[int, str]:
    """Where the document or item ends that begins here, and what its first line begins with.

    The end is `at` where none begins.
    """
    item = _ITEM.match(lines[at])
    end = at + 1
    if item:
        after = " " * len(item[0])
        while end < len(lines) and (lines[end] == "\n" or lines[end].startswith(after)):
            end += 1
        return end, item[0]
    if lines[at] == "---\n" or (at and lines[at - 1] != "---\n"):
        return at, ""
    while end < len(lines) and lines[end] != "---\n":
        end += 1
    return end, ""


def _without(margin: str, lines: list[str]) -> str:
    return "".join(line if line == "\n" else line[len(margin) :] for line in lines)


def _with(margin: str, text: str) -> Iterator[str]:
    for line in text.splitlines(keepends=True):
        yield line if line == "\n" else margin + line
        margin = " " * len(margin)


def _short(task: str, printer_of: Callable[[str, str], str | None]) -> str | None:
    """The line for a Task, and its edits; None for what must stand whole."""
    label = _LABEL.search(task)
    if label is None or label[1] not in catalogue.NAMES or "\nkind: Task\n" not in f"\n{task}":
        return None
    name, words = label[1], ""
    for field in _FIELDS:
        value = re.search(rf"^  {field}: (\S+)$", task.partition("\nspec:\n")[0], re.MULTILINE)
        if value and (field, value[1]) != ("name", name):
            words += f", {field}: {value[1]}"
    shipped = _shipped(name, words.split(", ")[1:])
    first = f"# shipped Task {name}{words}"
    if task == shipped:
        return f"{first}\n"
    printer = printer_of(task, shipped)
    if printer:
        return f"{first}, {printed_tasks.said(printer)}\n"
    hashes = _HASH.findall(task)
    if hashes != _HASH.findall(shipped) and hashes == [_own_hash(task)]:
        task = _HASH.sub(_HASH.findall(shipped)[0], task)
        first += f", {_OWN_HASH}"
    edits = line_edits.between(shipped, task)
    if edits is None or len(edits) > MOST_EDITS:
        return None
    return "".join([f"{first}\n", *(f"#{edit}" for edit in edits)])


def _long(name: str, words: list[str], edits: list[str]) -> str:
    """What `_short` made a line and its edits of."""
    printer = next((one for one in printed_tasks.PRINTERS if printed_tasks.said(one) in words), "")
    rest = [word for word in words if word not in {_OWN_HASH, printed_tasks.said(printer)}]
    task = line_edits.applied(_shipped(name, rest), edits)
    if _OWN_HASH in words:
        task = _HASH.sub(_own_hash(task) or "", task)
    return printed_tasks.printed(printer, task) if printer else task


def _shipped(name: str, words: list[str]) -> str:
    if name not in catalogue.NAMES:
        message = f"no shipped Task is named {name}: it must be one of {', '.join(catalogue.NAMES)}"
        raise ValueError(message)
    fields = {}
    for word in words:
        field, colon, value = word.partition(": ")
        if not colon or field not in _FIELDS:
            message = f"shipped Task {name}: `{word}` says nothing that shipped_tasks.py knows"
            raise ValueError(message)
        fields[field] = str(yaml.safe_load(value))
    text = catalogue.manifest(name, namespace=fields.get("namespace"))
    own = fields.get("name", name)
    return text.replace(f"  name: {name}\n", f"  name: {_scalar(own)}\n", 1)


def _scalar(name: str) -> str:
    """A name as kustomize and kpt write it: quoted where YAML 1.1 would take it for no text."""
    return name if isinstance(yaml.safe_load(name), str) else f'"{name}"'


def _own_hash(task: str) -> str | None:
    try:
        return catalogue.content_hash(yaml.load(task, Loader=yaml.CSafeLoader)["spec"])
    except (yaml.YAMLError, KeyError):
        return None  # It is no Task, and has none.


def _patched(patch: str, change: Callable[[str], str]) -> str:
    """The patch with its new files changed, and the lines of each counted anew."""
    parts = _NEW_FILE.split(patch)
    changed = [parts[0]]
    for part in parts[1:]:
        head, *body = part.splitlines(keepends=True)
        count = next((n for n, line in enumerate(body) if line[0] != "+"), len(body))
        text = change("".join(line[1:] for line in body[:count]))
        lines = [f"+{line}" for line in text.splitlines(keepends=True)]
        number = f"+1,{len(lines)}" if len(lines) != 1 else "+1"
        changed.append("".join([number, head, *lines, *body[count:]]))
    return "".join(changed)
