"""Text to nodes: PyYAML's C parser gives events with marks, this makes a tree and its data.

Events rather than PyYAML's own composer: that one forgets where aliases stand, and recurses in C,
so that deep nesting ends the process.
"""

from __future__ import annotations

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from krm_fn.yamledit import plain_reading, schema
from krm_fn.yamledit.errors import YAMLError
from krm_fn.yamledit.nodes import (
    ALIAS,
    MAPPING,
    SCALAR,
    SEQUENCE,
    Data,
    Layout,
    Node,
    is_merge,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

MAX_DEPTH = plain_reading.MAX_DEPTH
MAX_ALIASED = 100_000
"""How many values all aliases of a document together may stand for: bounds an alias bomb."""

_STARTS = (MappingStartEvent, SequenceStartEvent)
_NOT_A_STRING = schema.NOT_A_STRING
_TAG = "tag:yaml.org,2002:"


def load(text: str) -> Data:
    """The data of the one document in `text`, by YAML 1.2's core schema.

    No text at all, or only comments, is None. Keys are strings: an integer in plain decimal
    notation and `true` or `false` are taken as they are written, as Kubernetes does; any other key
    that is not a string is an error, as is a key that occurs twice, a merge key (`<<`) behind a key
    that it merges, a tag that is not of the core schema, nesting
    deeper than `MAX_DEPTH` and aliases that stand for more than `MAX_ALIASED` values.

    Raises YAMLError.
    """
    data: Data = plain_reading.load(text)
    if data is None:
        data = compose(text).data
    return data


def compose(text: str) -> Node:
    """The tree of the one document in `text`, which may start with a byte order mark.

    Positions count from behind that mark. Raises YAMLError as `load` does.
    """
    text = text.removeprefix("\ufeff")
    try:
        return _Composer(_events(text)).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text) from None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        raise _error_at(error.reason, text, len(before)) from None
    except UnicodeEncodeError as error:
        message = "half of a surrogate pair"
        raise _error_at(message, text, error.start) from None


def _events(text: str) -> Callable[[], Any]:
    if "\\ud" in text or "\\uD" in text:
        from krm_fn.yamledit import surrogates  # Hardly any text has one.

        return surrogates.events(text)
    return CParser(text).get_event


def _error_at(message: str, text: str, index: int) -> YAMLError:
    from krm_fn.yamledit.source import BREAK  # Only to say where an error is.

    breaks = [found.end() for found in BREAK.finditer(text, 0, index)]
    return YAMLError(message, len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1)


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> YAMLError:
    mark = error.problem_mark or error.context_mark
    message = error.problem or error.context or "not YAML"
    if mark is None:
        return YAMLError(message, 1, 1)
    if text[mark.index : mark.index + 1] == "\t":
        message = "a tab cannot indent: use spaces"
    elif error.context:
        message = f"{message} {error.context}"
    if "Unicode character escape" in message:
        from krm_fn.yamledit import surrogates

        message = surrogates.fault(text, mark.index) or message
    return _error_at(message, text, min(mark.index, len(text)))


def _refuse(message: str, event: Any, first: int | None = None) -> NoReturn:
    mark = event.start_mark
    raise YAMLError(message, mark.line + 1, mark.column + 1, first)


class _Composer:
    """Builds the tree with a stack of its own; one instance per text."""

    def __init__(self, next_event: Callable[[], Any]) -> None:
        self.next_event = next_event
        self.anchors: dict[str, Node] = {}
        self.stack: list[Node] = []
        self.aliased = 0
        self.layout = Layout()

    def document(self) -> Node:
        self.next_event()
        first = self.next_event()
        if first.__class__ is StreamEndEvent:
            return Node(SCALAR, ScalarEvent(None, None, (True, False), "", first.start_mark,
                                            first.start_mark), None, [], self.layout)  # fmt: skip
        root = self.tree()
        self.next_event()
        event = self.next_event()
        if event.__class__ is not StreamEndEvent:
            _refuse("one document is expected, here starts another", event)
        return root

    def tree(self) -> Node:  # noqa: C901  # one loop: a call an event would cost as much again
        stack, next_event, layout = self.stack, self.next_event, self.layout
        while True:
            event = next_event()
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
                # Most scalars are strings at a glance.
                if event.tag is not None or (
                    event.implicit[0] and value[:1] in schema.NOT_A_STRING
                ):
                    value = self.scalar(event)
                node = Node(SCALAR, event, value, [], layout)
            elif kind is MappingStartEvent:
                node = Node(MAPPING, event, {}, [], layout)
            elif kind is SequenceStartEvent:
                node = Node(SEQUENCE, event, [], [], layout)
            elif kind is AliasEvent:
                node = self.alias(event)
            else:
                node = self.leave(event)
                if not stack:
                    return node
                continue
            if stack:
                self.attach(stack[-1], node)
            if kind is not AliasEvent and event.anchor is not None:
                self.anchors[event.anchor] = node
            if kind in _STARTS:
                self.enter(node)
            elif not stack:
                return node

    def enter(self, node: Node) -> None:
        if len(self.stack) >= MAX_DEPTH:
            _refuse(f"nested deeper than {MAX_DEPTH} levels", node.event)
        expected = "map" if node.kind == MAPPING else "seq"
        if node.event.tag not in (None, "!", _TAG + expected):
            _refuse_tag(node.event)
        self.stack.append(node)

    def leave(self, event: Any) -> Node:
        node = self.stack.pop()
        node.last = event
        if node.kind == MAPPING and "<<" in node.data:
            _merge(node)
        return node

    def attach(self, parent: Node, node: Node) -> None:
        items = parent.items
        if parent.kind == SEQUENCE:
            parent.data.append(node.data)
        elif len(items) % 2:
            parent.data[items[-1].data] = node.data
        else:
            self.key(parent, node)
        items.append(node)

    def key(self, parent: Node, node: Node) -> None:
        value = node.data
        plain = node.kind == SCALAR and node.event.implicit[0]
        if value.__class__ is not str:
            written = node.event.value if plain else None
            if value.__class__ not in (int, bool) or written != str(value).lower():
                shown = f"the key `{written}`" if written else "this key"
                _refuse(f"{shown} is not a string: quote it", node.event)
            node.data = value = written
        if value in parent.data:
            items = parent.items
            first = next(key for key in items[::2] if key.data == value)
            line = first.event.start_mark.line + 1
            _refuse(f"the key `{value}` occurs twice", node.event, line)

    def alias(self, event: AliasEvent) -> Node:
        target = self.anchors.get(str(event.anchor))
        if target is None:
            _refuse(f"the alias `*{event.anchor}` has no anchor before it", event)
        if any(open_node is target for open_node in self.stack):
            _refuse(f"the alias `*{event.anchor}` stands inside of its own anchor", event)
        self.aliased += _size(target.data)
        if self.aliased > MAX_ALIASED:
            _refuse(f"the aliases stand for more than {MAX_ALIASED} values", event)
        node = Node(ALIAS, event, _copy(target.data), [], self.layout)
        node.target = target
        self.layout.has_aliases = True
        return node

    def scalar(self, event: ScalarEvent) -> schema.Scalar:
        value: str = event.value
        try:
            if event.implicit[0]:
                return schema.resolve(value)
            if event.tag is None or event.tag in ("!", _TAG + "str"):
                return value
            return _tagged(event)
        except YAMLError:
            raise
        except ValueError:
            short = value if len(value) < 40 else value[:37] + "..."
            name = str(event.tag).removeprefix(_TAG) if event.tag else "number"
            _refuse(f"`{short}` cannot be read as {name}", event)


def _merge(node: Node) -> None:
    """Put into a mapping what its merge key stands for, where it is not there itself."""
    keys = node.items[::2]
    at = next((at for at, key in enumerate(keys) if is_merge(key)), None)
    if at is None:
        return
    value = node.items[2 * at + 1]
    merged = value.items if value.data.__class__ is list and value.kind == SEQUENCE else [value]
    before = {key.data for key in keys[:at]}
    del node.data["<<"]
    for source in merged:
        if source.data.__class__ is not dict:
            _refuse("the merge key `<<` takes a map, or a list of maps", source.event)
        for name, held in source.data.items():
            if name in before:
                # Go's readers differ: by some, what is merged wins over what came before it.
                message = f"the key `{name}` stands before `<<`, which has it too: put `<<` first"
                _refuse(message, keys[at].event)
            if name not in node.data:
                node.data[name] = _copy(held)


def _tagged(event: ScalarEvent) -> schema.Scalar:
    """The value of a scalar with a tag of its own; ValueError where the text does not fit it."""
    value = schema.resolve(event.value)
    fits: dict[str, bool] = {
        "int": isinstance(value, int) and value.__class__ is not bool,
        "float": isinstance(value, int | float) and value.__class__ is not bool,
        "bool": value.__class__ is bool,
        "null": value is None,
    }
    name = str(event.tag).removeprefix(_TAG)
    if name not in fits:
        _refuse_tag(event)
    if not fits[name]:
        raise ValueError(event.value)
    return float(value) if name == "float" and isinstance(value, int) else value


def _refuse_tag(event: Any) -> NoReturn:
    tag = str(event.tag)
    shown = tag.replace(_TAG, "!!", 1)
    _refuse(f"the tag `{shown}` is not known here", event)


def _size(data: Any) -> int:
    if data.__class__ is dict:
        return 1 + sum(map(_size, data.values()))
    if data.__class__ is list:
        return 1 + sum(map(_size, data))
    return 1


def _copy(data: Any) -> Any:
    if data.__class__ is dict:
        return {key: _copy(value) for key, value in data.items()}
    if data.__class__ is list:
        return [_copy(value) for value in data]
    return data
