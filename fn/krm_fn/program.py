"""A function as a program: what it does, the type of its config, and what it says of itself."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn, overload

from krm_fn.frozen import Frozen
from krm_fn.protocol import EXEC_PLUGIN_VARIABLE, FAILED, run, say
from krm_fn.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from krm_fn.resourcelist import ResourceList

    AnyProcess = Callable[[ResourceList], None] | Callable[[ResourceList, Any], None]

_NO_NAMES = ("process", "main", "run", "<lambda>")
API_VERSION = "fn.kpt.dev/v1alpha1"
"""The `apiVersion` of configs of kpt's functions, and of who says no other."""


class About(Frozen):
    """What a function says of itself: the names are those of `function`."""

    name: str
    api_version: str = API_VERSION
    kind: str | None = None
    under: str = "spec"
    version: str | None = None
    image: str = ""
    examples: str = ""
    tags: tuple[str, ...] = ()
    source_url: str = ""
    license: str = ""


class Function:
    """What `krm_fn.function` makes: it is called with a ResourceList, as every process is.

    `config` is the type of its config, None where it has none. `short` and `long` are its
    docstring: the first line, and the rest.
    """

    def __init__(self, process: AnyProcess, config: type | None, about: About) -> None:
        self._process: Any = process
        self.about = about
        self.config = config
        self.__doc__ = process.__doc__
        short, _, rest = (process.__doc__ or "").strip().partition("\n")
        self.short = short
        self.long = _dedented(rest)

    def __call__(self, resources: ResourceList, config: Any = None) -> None:
        """Process the list, with its config read and checked, or with this one. Raises BadConfig.

        A process that gives something is a TypeError: `False` would be taken for a failure, a list
        for the new items, and a generator did nothing yet. A lambda gives whatever it calls gives.
        """
        given = self._called(resources, config)
        if given is not None and getattr(self._process, "__name__", "") != "<lambda>":
            message = (
                f"`{self.about.name}` gives a {type(given).__name__}, at which nobody looks: "
                "change the items of the ResourceList, and fail by `results.error`"
            )
            raise TypeError(message)

    def _called(self, resources: ResourceList, config: Any) -> Any:
        if self.config is None:
            return self._process(resources)
        if config is not None:
            return self._process(resources, config)
        from krm_fn import typed_config

        obj = resources.function_config
        given = None if obj is None or typed_config.is_nothing(obj) else obj
        return self._process(resources, self.read_config(given))

    def read_config(self, obj: Any) -> Any:
        """Give the config of an object; its defaults for None. Raises BadConfig."""
        from krm_fn import typed_config

        assert self.config is not None  # noqa: S101  # who has none is not asked
        about = self.about
        return typed_config.read_config(
            self.config, obj, api_version=about.api_version, name=about.kind, under=about.under
        )

    def schema(self) -> Any:
        """Give the JSON Schema of its config as plain data; None where it has none."""
        if self.config is None:
            return None
        from krm_fn import typed_config

        about = self.about
        return typed_config.schema(
            self.config, api_version=about.api_version, name=about.kind, under=about.under
        )

    def main(self, arguments: Sequence[str] | None = None) -> NoReturn:
        """Be the whole program, as `krm_fn.main`: for `[project.scripts]` of a pyproject.toml."""
        # A run is over before there is garbage worth collecting: looking for it takes a tenth.
        gc.disable()
        sys.exit(self.run(sys.argv[1:] if arguments is None else arguments))

    def run(self, arguments: Sequence[str]) -> int:
        """Run it as it is called; the exit code, as `krm_fn.run` has it."""
        if not arguments:
            if sys.stdin is not None and sys.stdin.isatty():
                message = f"a ResourceList is read from stdin; `{self.about.name} --help` says more"
                say(sys.stderr, [Result.error(message)])
                return FAILED
            return run(self)
        # kustomize's older protocol: the config as a file, and a variable in the environment.
        is_file = len(arguments) == 1 and os.path.isfile(arguments[0])
        if is_file and EXEC_PLUGIN_VARIABLE in os.environ:
            from krm_fn.execplugin import run_exec_plugin

            return run_exec_plugin(self, arguments[0])
        from krm_fn import command_line

        return command_line.run(self, arguments)


@overload
def function(process: AnyProcess, /) -> Function: ...
@overload
def function(
    process: None = None,
    /,
    *,
    name: str = "",
    config: type | None = None,
    api_version: str = API_VERSION,
    kind: str | None = None,
    under: str = "spec",
    version: str | None = None,
    **about: Any,
) -> Callable[[AnyProcess], Function]: ...
def function(process: Any = None, /, *, name: str = "", config: Any = None, **about: Any) -> Any:
    r"""Make a Function of a process that takes a ResourceList, and its config if it has one.

    The config is of the type that the second parameter is annotated with, a dataclass or a
    NamedTuple (`krm_fn.shapes` says what may be in it); `config` says it where an annotation
    cannot. What is wrong with the config that is given is told before the process is called.

    `api_version` and `kind` are what a config of its own has, by default `fn.kpt.dev/v1alpha1` and
    the type's name, and `under` is the field that holds it; empty, it lies beside the metadata, as
    in kpt's own functions. A ConfigMap always does as well. `name` is by default the process's
    own; `version`, `image`, `examples`, `tags`, `source_url` and `license` are for `--help` and
    `--doc`, as is the docstring.

    >>> from typing import NamedTuple
    >>> class Replicas(NamedTuple):
    ...     count: int = 1
    >>> @krm_fn.function(api_version="example.com/v1")
    ... def scale(resources: krm_fn.ResourceList, config: Replicas) -> None:
    ...     '''Set how many replicas each Deployment has.'''
    ...     for obj in resources.where(kind="Deployment"):
    ...         obj.set("spec.replicas", config.count)
    >>> web = krm_fn.KubeObject.new("kind: Deployment\nspec: {}\n")
    >>> three = "apiVersion: example.com/v1\nkind: Replicas\nspec: {count: 3}\n"
    >>> scale(krm_fn.ResourceList([web], krm_fn.KubeObject.new(three)))
    >>> web.get("spec.replicas")
    3
    """
    if process is None:
        return lambda process: function_of(process, config, name=name, **about)
    return function_of(process, config, name=name, **about)


def function_of(process: Any, config: Any = None, *, name: str = "", **about: Any) -> Function:
    """Give the Function of what is one already, or takes a ResourceList. Raises TypeError."""
    if isinstance(process, Function):
        return process
    named = name or getattr(process, "__name__", "process").replace("_", "-")
    if not name and named in _NO_NAMES:
        named = os.path.basename(sys.argv[0]).removesuffix(".py") or named
    kind = config or _config_type(process)
    if kind is not None:
        from krm_fn import typed_config

        typed_config.record_of(kind)  # what no config can have is told at once
    return Function(process, kind, About(named, **about))


def main(process: AnyProcess | Function, arguments: Sequence[str] | None = None) -> NoReturn:
    """Be the whole program: run the process as the program is called, and exit.

    Without arguments it is a KRM function, by ResourceLists on stdin and stdout. With a config
    file, where kustomize runs it as an exec plugin, it is that. `render PATH…` is the same on
    files, `schema`, `--help` and `--doc` are for people. The exit code is 0, 1 for an error result
    or unreadable input, 2 for a wrong call or config, and 3 for a bug, whose one line on stderr
    names the place.

        if __name__ == "__main__":
            krm_fn.main(set_label)

    >>> krm_fn.main(lambda resources: None, ["--help"])
    Traceback (most recent call last):
    ...
    SystemExit: 0
    """
    function_of(process).main(arguments)


def _config_type(process: Any) -> type | None:
    """The type that the second parameter is annotated with; None where there is none."""
    code = getattr(process, "__code__", None)
    if code is None:
        return None
    # What has a default is the process's own: who calls it so says nothing of it.
    names = code.co_varnames[: code.co_argcount - len(process.__defaults__ or ())]
    names = names[1:] if hasattr(process, "__self__") else names
    if len(names) < 2:
        return None
    hint = process.__annotations__.get(names[1])
    if isinstance(hint, str):
        hint = _resolved(hint, process)
    if not isinstance(hint, type) or hint is Any:
        message = (
            f"the parameter `{names[1]}` of `{process.__name__}` is its config: annotate it with "
            "a dataclass or a NamedTuple of the module, or say `function(config=…)`"
        )
        raise TypeError(message)
    return hint


def _resolved(hint: str, process: Any) -> Any:
    import types
    import typing

    alone = types.SimpleNamespace(__annotations__={"config": hint})
    try:
        return typing.get_type_hints(alone, process.__globals__)["config"]
    except NameError:
        return None


def _dedented(text: str) -> str:
    lines = text.rstrip().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:].rstrip() for line in lines).strip("\n")
