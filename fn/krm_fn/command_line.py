"""The command line that every function has: the same on files, and what there is to know about it.

Orchestrators call a function without arguments and never get here.
"""

from __future__ import annotations

import argparse
import sys

from krm_fn import yamledit
from krm_fn.protocol import DONE, FAILED, abandon_stdout, say, write
from krm_fn.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from krm_fn.program import Function
    from krm_fn.shapes import Member

_RENDER = """\
Run the function on files or folders, without kustomize or kpt. Without an option the
result is printed. What is to be known about it goes to stderr.

A folder stands for its .yaml, .yml and .json files with objects in them, also in folders
below. Left out is what is hidden, kustomizations, and what a .krmignore lists."""
_CONFIG = "the file with the functionConfig; else it is the one of its kind among the files"
_CODES = "exit codes:\n  0 done, 1 an error or unreadable input, 2 a wrong call or config, 3 a bug"


def run(function: Function, arguments: Sequence[str]) -> int:
    """Run one command; the exit code: 0, 1 for an error, 2 for a wrong call or config."""
    parser = _parser(function)
    try:
        called = parser.parse_args(arguments)
        if called.command == "render" and called.output == "in-place" and "-" in called.paths:
            parser.error("argument --in-place: not allowed with -, which is stdin")
        if called.command is None and not called.doc:
            parser.error("a command is needed, such as `render FOLDER`")
    except SystemExit as done:
        return _flushed(int(done.code or DONE))
    if called.doc:
        return write([doc(function)], DONE, None, sys.stderr)
    if called.command == "schema":
        text = yamledit.render(function.schema())
        return write([text.encode()], DONE, None, sys.stderr)
    from krm_fn.file_mode import rendering

    return rendering.run(function, called.paths, config=called.config, output=called.output)


def doc(function: Function) -> bytes:
    """The description as kpt's SDK prints it for `--doc`: one JSON object (go/fn, DocOutput)."""
    import json

    about = function.about
    described = {
        "short": function.short,
        "long": function.long,
        "examples": about.examples,
        "image": about.image,
        "description": function.short,
        "tags": [*about.tags],
        "sourceURL": about.source_url,
        "examplePackageURLs": [],
        "license": about.license,
        "hidden": False,
    }
    return json.dumps(described, indent=2).encode() + b"\n"


def _parser(function: Function) -> argparse.ArgumentParser:
    about = function.about
    said = [function.short, function.long, _config_help(function)]
    parser = argparse.ArgumentParser(
        prog=about.name,
        description="\n\n".join(part for part in said if part),
        epilog="\n\n".join(part for part in (about.examples, _CODES) if part),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if about.version is not None:
        parser.add_argument("--version", action="version", version=f"%(prog)s {about.version}")
    parser.add_argument("--doc", action="store_true", help="print kpt's description, as JSON")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_render(commands)
    if function.config is not None:
        commands.add_parser(
            "schema",
            help="print the schema of the config, for an editor",
            description="Print the schema of the config: JSON Schema as YAML.",
        )
    return parser


def _add_render(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    render = commands.add_parser(
        "render",
        help="run the function on files or folders",
        description=_RENDER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    render.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder, or - for stdin")
    render.add_argument("--config", metavar="FILE", help=_CONFIG)
    output = render.add_mutually_exclusive_group()
    output.add_argument(
        "--in-place",
        dest="output",
        action="store_const",
        const="in-place",
        help="edit the files: all of them, or none where there is an error",
    )
    output.add_argument(
        "--diff",
        dest="output",
        action="store_const",
        const="diff",
        help="print what would change, as a unified diff",
    )
    render.set_defaults(output="stdout")


def _config_help(function: Function) -> str:
    if function.config is None:
        return ""
    from krm_fn import typed_config

    about = function.about
    where = f"the `{about.under}` of a " if about.under else "a "
    kind = about.kind or function.config.__name__
    lines = _members_help("", typed_config.record_of(function.config).members)
    return "\n".join([
        f"config: {where}{kind} of {about.api_version}, or the `data` of a ConfigMap", *lines
    ])  # fmt: skip


def _members_help(prefix: str, members: Iterable[Member]) -> Iterator[str]:
    """A line for each field, and for those in the maps below it: `ports[].number`."""
    from krm_fn import shapes

    for member in members:
        yield _member_help(prefix, member)
        shape, within = member.shape, f"{prefix}{member.name}"
        while isinstance(shape, shapes.ListOf | shapes.MapOf):
            if isinstance(shape, shapes.ListOf):
                shape, within = shape.item, f"{within}[]"
            else:
                shape, within = shape.value, f"{within}.*"
        if isinstance(shape, shapes.Record):
            yield from _members_help(f"{within}.", shape.members)


def _member_help(prefix: str, member: Member) -> str:
    notes = [member.shape.words]
    if member.is_required:
        notes.append("must be set")
    elif member.default not in (None, "", [], {}):
        notes.append(f"default {_shown(member.default)}")
    said = f": {member.said.description}" if member.said.description else ""
    return f"  {prefix}{member.name} ({', '.join(notes)}){said}"


def _shown(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _flushed(code: int) -> int:
    """Write out what argparse printed. Who has read enough, as `head` has, is told nothing."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        abandon_stdout()
    except (OSError, ValueError) as problem:
        abandon_stdout()
        say(sys.stderr, [Result.error(f"stdout: cannot be written: {problem}")])
        return code or FAILED
    return code
