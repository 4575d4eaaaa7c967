"""Reads YAML from strangers: plain data with the place of every key, within firm limits.

The document is built from the parser's events, so no object of Python's is ever constructed.
Scalars follow YAML 1.2's core rules: `no`, `on` and dates are text, only `true` and `false` are
booleans. Refused: tags, merge keys, duplicate keys, NaN and infinities, several documents, control
characters, and whatever exceeds the limits below.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from simulator.errors import Problem, ScenarioError
from simulator.scenario.base import KeyPath

MOST_BYTES = 512 * 1024
MOST_DEPTH = 20
MOST_NODES = 50_000
MOST_ALIASES = 200
LONGEST_SCALAR = 10_000

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters, and halves of characters: databases, links and fonts choke on them."""
_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


@dataclass(frozen=True)
class Position:
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int


@dataclass
class Tree:
    """Plain data, and where each part of it stands.

    Attributes
    ----------
    positions
        Of every key (for a list, every item) by its path, list items by their number as text.
    """

    data: Any
    positions: dict[KeyPath, Position] = field(default_factory=dict)


class _Refused(Exception):
    """One reason not to read on."""

    def __init__(self, line: int, column: int, message: str, path: KeyPath = ()) -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.path = line, column, message, path


def read_yaml(text: str | bytes, name: str) -> Tree:
    """Read one YAML document.

    Raises
    ------
    ScenarioError
        With line and column, whatever is wrong with the text.
    """
    try:
        return _Builder(_decoded(text), name).tree()
    except _Refused as refused:
        place = Problem(refused.line, refused.column, refused.path, refused.message)
        raise ScenarioError(name, [place]) from None
    except yaml.YAMLError as error:
        raise ScenarioError(name, [_syntax(error)]) from None
    except RecursionError:
        problem = Problem(0, 0, (), f"nested deeper than {MOST_DEPTH} levels")
        raise ScenarioError(name, [problem]) from None


def _decoded(text: str | bytes) -> str:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MOST_BYTES:
        raise _Refused(0, 0, f"the file has {len(raw):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _Refused(line, 1, f"byte {error.start} is not UTF-8 text") from None


def _syntax(error: yaml.YAMLError) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        message = f"this is not YAML: {reason}"
        if "maximum nesting depth" in reason:  # the parser's own limit, above ours
            message = f"nested deeper than {MOST_DEPTH} levels"
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
        return Problem(line, column, (), message)
    if isinstance(error, yaml.reader.ReaderError):
        return Problem(0, 0, (), f"character {error.position} is one that YAML does not allow")
    return Problem(0, 0, (), "this is not YAML")


@dataclass(frozen=True)
class _Anchored:
    """A part of the document that aliases may repeat: its data, place, paths and number of values."""

    data: Any
    path: KeyPath
    below: slice
    nodes: int


class _Builder:
    """Turns the parser's events into plain data."""

    def __init__(self, text: str, name: str) -> None:
        # The C parser is ten times as fast, and the same grammar.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: Iterator[Any] = yaml.parse(text, Loader=loader)
        self._name = name
        self._nodes = self._aliases = 0
        self._anchors: dict[str, _Anchored] = {}
        self._positions: dict[KeyPath, Position] = {}
        # The same paths in the order they were read: what lies below an anchor is one stretch of it,
        # looked up where an alias asks for it, so that anchors cost nothing, however they are nested.
        self._paths: list[KeyPath] = []

    def tree(self) -> Tree:
        next(self._events)
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            raise _Refused(1, 1, "the file is empty")
        data = self._node(next(self._events), (), 0)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _refuse(event, "a second document starts here; a file holds one scenario")
        return Tree(data, self._positions)

    def _count(self, event: Any, depth: int, path: KeyPath, nodes: int = 1) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            raise _refuse(event, f"more than {MOST_NODES:,} values", path)
        if depth > MOST_DEPTH:
            raise _refuse(event, f"nested deeper than {MOST_DEPTH} levels", path[:3])

    def _node(self, event: Any, path: KeyPath, depth: int) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, path, depth)
        self._count(event, depth, path)
        if event.tag is not None and event.tag != "!":
            raise _refuse(event, f"tags such as {event.tag[:40]} are not allowed", path)
        nodes, places = self._nodes, len(self._paths)
        if isinstance(event, yaml.ScalarEvent):
            data: Any = _scalar(event, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            data = self._list(path, depth)
        else:
            data = self._mapping(path, depth)
        if event.anchor is not None:
            below = slice(places, len(self._paths))
            self._anchors[event.anchor] = _Anchored(data, path, below, self._nodes - nodes + 1)
        return data

    def _alias(self, event: Any, path: KeyPath, depth: int) -> Any:
        self._aliases += 1
        if self._aliases > MOST_ALIASES:
            raise _refuse(event, f"more than {MOST_ALIASES} aliases", path)
        if event.anchor not in self._anchors:
            raise _refuse(event, f"*{event.anchor[:40]} names no anchor above it", path)
        anchored = self._anchors[event.anchor]
        self._count(event, depth, path, anchored.nodes)
        for below in self._paths[anchored.below]:
            self._put(path + below[len(anchored.path) :], self._positions[below])
        return anchored.data

    def _put(self, path: KeyPath, place: Position) -> None:
        self._positions[path] = place
        self._paths.append(path)

    def _list(self, path: KeyPath, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            at = (*path, str(len(items)))
            self._put(at, self._place(event))
            items.append(self._node(event, at, depth + 1))
        return items

    def _mapping(self, path: KeyPath, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            at = (*path, key)
            if key in mapping:
                first = self._positions[at].line
                raise _refuse(
                    event,
                    f'"{key[:60]}" appears here again; it is first in line {first} already',
                    path,
                )
            self._put(at, self._place(event))
            mapping[key] = self._node(next(self._events), at, depth + 1)
        return mapping

    def _key(self, event: Any, path: KeyPath) -> str:
        if isinstance(event, yaml.AliasEvent) or not isinstance(event, yaml.ScalarEvent):
            raise _refuse(event, "a key must be plain text", path)
        self._count(event, 0, path)
        if event.value == "<<" and event.implicit[0]:
            raise _refuse(event, "merge keys (<<) are not read; use `extends:`", path)
        if len(event.value) > 200:
            raise _refuse(event, "a key has more than 200 characters", path)
        _refuse_control(event, path)
        return str(event.value)

    def _place(self, event: Any) -> Position:
        return Position(self._name, event.start_mark.line + 1, event.start_mark.column + 1)


def _refuse(event: Any, message: str, path: KeyPath = ()) -> _Refused:
    mark = event.start_mark
    return _Refused(mark.line + 1, mark.column + 1, message, path)


def _refuse_control(event: Any, path: KeyPath) -> None:
    control = NOT_TEXT.search(event.value)
    if control is not None:
        code = f"U+{ord(control[0]):04X}"
        raise _refuse(event, f"the control character {code} cannot be shown; take it out", path)


def _scalar(event: Any, path: KeyPath) -> str | int | float | bool | None:
    text = event.value
    if len(text) > LONGEST_SCALAR:
        raise _refuse(event, f"a text has more than {LONGEST_SCALAR:,} characters", path)
    _refuse_control(event, path)
    if not event.implicit[0]:
        return str(text)
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise _refuse(event, f"{text} is not a number that can be used; give a finite one", path)
    if _INT.fullmatch(text) and len(text) <= 18:
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise _refuse(event, f"{text[:40]} is too large a number", path)
        return number
    return str(text)
