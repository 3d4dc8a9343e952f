"""The command line, for people: the same function on files, and what there is to know about it.

Orchestrators call the program without arguments and never get here.
"""

from __future__ import annotations

import argparse
import os
import sys

from inject_intercepts import __version__
from inject_intercepts.cli import doc, render
from krm_fn import Result
from krm_fn.file_mode import STDIN
from krm_fn.protocol import DONE, EXEC_PLUGIN_VARIABLE, FAILED, abandon_stdout, say
from krm_fn.protocol import write as to_stdout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = ("render", "generate", "graph", "explain", "schema")
_RENDER = """\
Run the function on files or folders, without kustomize or kpt. Without an option the
result is printed: every document of every file with Tekton objects in it. What is to
be known about it goes to stderr.

A folder stands for its .yaml, .yml and .json files, also in folders below. Left out is
what is hidden, but for .tekton; what a .krmignore lists; where a link leads out of the
folder. A file that is named on the command line is not left out. A kustomization's
patches are left alone.

The config is the InjectIntercepts object among the files, or --config FILE, or else the
defaults. The Tasks that the Pipelines need go to intercept-tasks.yaml beside the first of
them."""

_GENERATE = """\
Print what a config management plugin of Argo CD prints: every object of the folder after the
injection, whosever it is, as Argo CD removes what is not printed. Left out are the config,
kustomizations, Kptfiles, objects with `config.kubernetes.io/local-config`, files with
`# +argocd:skip-file-rendering`, and what `render` leaves out of a folder.

The parameters of the Application, in ARGOCD_APP_PARAMETERS, lie over the config's `spec`: a
parameter has the name of a field, such as `default` or `deploy.task`.

A kustomization is not built; this does:

  kustomize build . | inject-intercepts generate -"""

_GRAPH = """\
Print the Pipelines in files or folders as pictures: before the injection and after it.
Files and config are found as `render` finds them; nothing is changed, and `spec.mode`
does not matter. What was injected already is taken back for `before`. A Pipeline that
nothing is injected into is drawn as it is.

An arrow says who waits for whom; one that others imply is left out. A dotted one says
who reads a result without waiting for it, such as a finally task. Guards (`when`) stand
in the box of their task. The title explains what is marked.

Several Pipelines have a picture each. As mermaid they are then a Markdown page; as svg
they need --output."""

_EXPLAIN = """\
Tell what each run of a Pipeline will do: which tasks run, which are skipped and why,
which cleanup runs, and the reason that the run ends with. For each way to end, and for
a Pipeline that was injected into for each value of its parameter. It is computed from
the Pipelines as they are in the files, by the rules of Tekton's reconciler; `-` is
stdin:

  inject-intercepts render base | inject-intercepts explain -"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code: 0, 1 for an error, 2 for a wrong call or config."""
    parser = _parser()
    try:
        _refuse_file(parser, arguments)
        called = parser.parse_args(arguments)
        _refuse_stdin(parser, called)
    except SystemExit as done:
        return _flushed(int(done.code or DONE))
    if called.doc:
        return _print(doc.as_json())
    if called.command == "schema":
        with open(os.path.join(os.path.dirname(doc.PACKAGE), "schema.yaml"), "rb") as file:
            return _print(file.read())
    if called.command is None:
        parser.error("a command is needed, such as `render base`")
    if called.command == "generate":
        from inject_intercepts.cli import generate

        return generate.run(called.path, config=called.config, environ=os.environ)
    if called.command == "graph":
        from inject_intercepts.cli import graph

        both = called.before == called.after
        return graph.run(
            called.paths,
            config=called.config,
            time=None if both else "before" if called.before else "after",
            style=called.format,
            output=called.output,
        )
    if called.command == "explain":
        from inject_intercepts.cli import explain

        return explain.run(called.paths, output=called.output, params=called.params)
    # Nothing changes in a check, so a diff is what prints nothing.
    output = called.output or ("diff" if called.mode == "check" else "stdout")
    return render.run(called.paths, config=called.config, output=output, mode=called.mode)


def _refuse_file(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> None:
    """Say what was meant by a file instead of a command."""
    first = next(iter(arguments), "")
    if first not in _COMMANDS and os.path.exists(first):
        parser.error(
            f"{first} is a file or folder and no command: `inject-intercepts render {first}` runs "
            f"the function on it; as kustomize's exec plugin it needs {EXEC_PLUGIN_VARIABLE} in "
            "the environment"
        )


def _refuse_stdin(parser: argparse.ArgumentParser, called: argparse.Namespace) -> None:
    if called.command == "render" and called.output == "in-place" and STDIN in called.paths:
        parser.error(f"argument --in-place: not allowed with {STDIN}, which is stdin")


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


def _print(content: bytes) -> int:
    return to_stdout([content], DONE, None, sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inject-intercepts",
        description=f"{doc.SHORT}\n\n{doc.LONG}",
        epilog=doc.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument("--doc", action="store_true", help="print kpt's description, as JSON")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_render(commands)
    _add_generate(commands)
    _add_graph(commands)
    _add_explain(commands)
    commands.add_parser(
        "schema",
        help="print the schema of the config, for an editor",
        description="Print the schema of the InjectIntercepts config: OpenAPI v3 as YAML.",
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
    render.add_argument("--config", metavar="FILE", help="the InjectIntercepts or ConfigMap to use")
    mode = render.add_mutually_exclusive_group()
    mode.add_argument(
        "--check",
        dest="mode",
        action="store_const",
        const="check",
        help="change nothing and fail where something would, whatever the config's `spec.mode`",
    )
    mode.add_argument(
        "--remove",
        dest="mode",
        action="store_const",
        const="remove",
        help="take back what the config injected, whatever its `spec.mode`",
    )
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


def _add_generate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    generate = commands.add_parser(
        "generate",
        help="print what a plugin of Argo CD prints",
        description=_GENERATE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    generate.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="a folder or file, or - for stdin"
    )
    generate.add_argument("--config", metavar="FILE", help="the InjectIntercepts or ConfigMap")


def _add_graph(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    graph = commands.add_parser(
        "graph",
        help="draw the Pipelines, before and after",
        description=_GRAPH,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    graph.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder, or - for stdin")
    graph.add_argument("--config", metavar="FILE", help="the InjectIntercepts or ConfigMap to use")
    graph.add_argument("--before", action="store_true", help="only without what is injected")
    graph.add_argument("--after", action="store_true", help="only with it; the default is both")
    graph.add_argument(
        "--format",
        choices=("mermaid", "markdown", "dot", "svg"),
        default="mermaid",
        help="mermaid, the default, which GitHub and GitLab show; markdown, a page with it; "
        "dot; svg, which needs Graphviz's `dot`",
    )
    graph.add_argument(
        "--output", metavar="FOLDER", help="write a file for each Pipeline, named after it"
    )


def _add_explain(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = commands.add_parser(
        "explain",
        help="tell what each run of a Pipeline will do",
        description=_EXPLAIN,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    explain.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder, or -")
    explain.add_argument(
        "--format",
        dest="output",
        choices=("table", "markdown", "json"),
        default="table",
        help="what to print: a table for a terminal (the default), a page, or data",
    )
    explain.add_argument(
        "--param",
        dest="params",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what every run passes, for guards that compare it; may be repeated",
    )
