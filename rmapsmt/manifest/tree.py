"""YAML as a tree in which every node knows its place.

Only what a manifest needs: mappings, lists and scalars of one document.  Tags are refused, and so
are aliases by which a node would contain itself or a short text stand for a huge one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import yaml

from rmapsmt.errors import ManifestFault
from rmapsmt.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 20
_LARGEST = 100_000  # nodes, aliases counted as what they stand for


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or text; `plain` means unquoted, so that `true` is a truth and `"true"` a string."""

    text: str
    plain: bool
    span: Span


@dataclass(frozen=True, slots=True)
class List:
    """A sequence of nodes."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries in the order of the text; no key occurs twice."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """Return the value of a key."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)


Node = Scalar | List | Mapping


def describe(node: Node) -> str:
    """Return what kind of node it is, for messages."""
    match node:
        case Mapping():
            return "a mapping"
        case List():
            return "a list"
        case Scalar(text=text) if node.plain and text in {"", "~", "null"}:
            return "nothing"
        case Scalar(text=text):
            return f"`{text}`" if len(text) <= 40 else "a text"  # noqa: PLR2004 - what fits in a message


def parse(source: Source) -> Node:
    """Return the document's root, or raise a located ManifestFault."""
    return _Builder(source).document()


class _Builder:
    """Turns the parser's events into nodes."""

    def __init__(self, source: Source) -> None:
        """Start reading."""
        self.source = source
        self.last = source.text.removesuffix("\n").count("\n")  # the last line, from 0
        self.size = 0
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open: dict[str, Span] = {}  # anchors whose nodes are not complete
        self.events: Iterator[yaml.Event] = iter(yaml.parse(source.text, Loader=_LOADER))

    def document(self) -> Node:
        """Return the only document of the text."""
        self.next()
        started = self.next()
        if isinstance(started, yaml.StreamEndEvent):
            self.fail("is empty", self.span(started), "begin with `version: 1` and `module: NAME`")
        root = self.node(self.next(), 0)
        self.next()
        more = self.next()
        if not isinstance(more, yaml.StreamEndEvent):
            self.fail("a second document begins here; a manifest is one", self.span(more))
        return root

    def node(self, event: yaml.Event, depth: int) -> Node:
        """Return the node that begins with this event."""
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        span = self.span(event)
        self.grow(1, span)
        if type(event) is yaml.ScalarEvent and not event.tag and not event.anchor and depth <= _DEEPEST:
            return Scalar(event.value, bool(event.implicit[0]), span)  # most are, and need no further look
        if tag := getattr(event, "tag", None):
            self.fail(f"a tag ({tag}) is not accepted", span, "write the value alone")
        if depth > _DEEPEST:
            self.fail(f"nested more than {_DEEPEST} deep", span)
        before = self.size
        if anchor := getattr(event, "anchor", None):
            self.open[anchor] = span
        found: Node
        match event:
            case yaml.ScalarEvent():
                found = Scalar(event.value, bool(event.implicit[0]), span)
            case yaml.SequenceStartEvent():
                items = []
                while not isinstance(item := self.next(), yaml.SequenceEndEvent):
                    items.append(self.node(item, depth + 1))
                found = List(tuple(items), span)
            case _:
                found = self.mapping(span, depth)
        if anchor:
            del self.open[anchor]
            self.anchors[anchor] = (found, self.size - before + 1)
        return found

    def alias(self, event: yaml.AliasEvent) -> Node:
        """Return the node that an alias stands for; it is known once it is complete."""
        span = self.span(event)
        if event.anchor in self.open:
            message = f"the anchor &{event.anchor} contains itself, by the alias in line {span.line}"
            self.fail(message, self.open[event.anchor])
        if event.anchor not in self.anchors:
            self.fail(f"the alias *{event.anchor} stands for no anchor above", span)
        found, size = self.anchors[event.anchor]
        self.grow(size, span)
        return found

    def grow(self, nodes: int, span: Span) -> None:
        """Count nodes, and stop where they are too many."""
        self.size += nodes
        if self.size > _LARGEST:
            self.fail(f"more than {_LARGEST} values, each alias counted as what its anchor holds", span)

    def mapping(self, span: Span, depth: int) -> Mapping:
        """Return the mapping whose first key is the next event."""
        entries: dict[str, Entry] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            if not isinstance(key, Scalar):
                self.fail(f"a key must be a word, not {describe(key)}", key.span)
            if key.text in entries:
                first = entries[key.text].key.span
                self.fail(f"the key `{key.text}` stands twice; first in line {first.line}", key.span)
            entries[key.text] = Entry(key, self.node(self.next(), depth + 1))
        return Mapping(tuple(entries.values()), span)

    def next(self) -> yaml.Event:
        """Return the next event; the parser's own complaints become faults."""
        try:
            return next(self.events)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = self.place(mark.line, mark.column) if mark else Span(self.source)
            if self.source.line(at.line)[at.column - 1 : at.column] == "\t":
                self.fail("a tab in the indentation", at, "YAML is indented by spaces")
            context = f"{error.context}: " if error.context else ""
            self.fail(f"this is not YAML: {context}{error.problem or 'unreadable'}", at)
        except yaml.YAMLError as error:
            before = self.source.text[: getattr(error, "position", 0)]
            at = self.place(before.count("\n"), len(before) - before.rfind("\n") - 1)
            self.fail("this is not YAML: a control character", at)

    def span(self, event: yaml.Event) -> Span:
        """Return the place of an event, as far as its first line goes."""
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        line, column = start.line, start.column
        length = max(1, end.column - column) if end.line == line else 1
        if line <= self.last:
            return Span(self.source, line + 1, column + 1, length)
        return self.place(line, column, length)

    def place(self, line: int, column: int, length: int = 1) -> Span:
        """Return the span of a 0-based place; past the end of the text it is the end of the text."""
        if line > self.last:
            return Span(self.source, self.last + 1, len(self.source.line(self.last + 1)) + 1)
        return Span(self.source, line + 1, column + 1, length)

    def fail(self, message: str, span: Span, hint: str = "") -> NoReturn:
        """Raise the fault."""
        raise ManifestFault(message, span, hint)
