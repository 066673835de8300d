"""Results as plain JSON and back, without loss: what the cache keeps and what a distant worker sends.

A table of nodes, each written once, the parts of one before itself: a truth, a number, a text, or a list
of a class's name and the places of its fields.  Nothing in it is executed, and it names no path: a
source is a file of the specification's folder, and its text stays there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from functools import cache, cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from rmapsmt import errors, trace, verdict
from rmapsmt.errors import ClaimFault, InputError
from rmapsmt.ir.system import Label
from rmapsmt.ir.value import Fun, ModelValue, sort_key
from rmapsmt.manifest import FILE_NAME
from rmapsmt.source import Source, Span, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from rmapsmt.ir import Value

Node: TypeAlias = "bool | int | float | str | list[str | int] | None"
Table: TypeAlias = "list[Node]"
_PLACES = {int}  # no truth stands for a place


@dataclass(frozen=True)
class Files:
    """The files of a specification's folder, as they were read."""

    folder: Path
    contents: Mapping[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> Files:
        """Read every module and the manifest."""
        paths = sorted([*folder.glob("*.tla"), folder / FILE_NAME])
        return cls(folder, {path.name: path.read_bytes() for path in paths if path.is_file()})

    @cached_property
    def modules(self) -> str:
        """The digest of every module."""
        texts = {name: content for name, content in self.contents.items() if name != FILE_NAME}
        return digest(sorted((name, sha256(content).hexdigest()) for name, content in texts.items()))

    def source(self, name: str) -> Source:
        """Return one of the files, or a source of another name without its text."""
        if name not in self.contents:
            return Source(name, "")
        return Source(str(self.folder / name), self.contents[name].decode("utf-8-sig"))

    def name(self, source: Source) -> str:
        """Return the name by which a source is found again; ValueError if it is none of these files."""
        name = source.name.replace("\\", "/").rpartition("/")[2]
        known = self.source(name)
        if source.text and source.text != known.text:
            raise ValueError(f"{source.name} is no file of the specification")
        return name if source.text else source.name


def digest(content: object) -> str:
    """Return the SHA-256 of what JSON makes of plain data."""
    return sha256(repr(content).encode()).hexdigest()


def write(value: object, files: Files) -> Table:
    """Return the table whose last node is the value; TypeError or ValueError if it cannot be written."""
    writer = _Writer(files)
    writer.place(value)
    return writer.table


class _Writer:
    """Fills a table."""

    def __init__(self, files: Files) -> None:
        """Start with an empty one."""
        self.files = files
        self.table: Table = []
        self.places: dict[object, int] = {}

    def place(self, value: object) -> int:
        """Return where the value stands, writing it if it is new."""
        node = self.node(value)
        key = (type(node), tuple(node)) if isinstance(node, list) else (type(node), node)
        if key not in self.places:
            self.places[key] = len(self.table)
            self.table.append(node)
        return self.places[key]

    def node(self, value: object) -> Node:
        """Return the value, its parts written."""
        name, parts = type(value).__name__, list[object]()
        match value:
            case Enum():
                parts = [value.value]
            case None | bool() | int() | float() | str():
                return value
            case tuple():
                parts = list(value)
            case frozenset():
                parts = [*sorted(cast("frozenset[Value]", value), key=sort_key)]
            case Fun(items=items):
                parts = [part for pair in items for part in pair]
            case Source():
                parts = [self.files.name(value)]
            case InputError():
                parts = [value.message, value.span, value.hint]
            case _ if name in _classes() and is_dataclass(value):
                parts = [getattr(value, each.name) for each in fields(value)]
            case _:
                raise TypeError(f"{name} is nothing that a result is made of")
        return [name, *map(self.place, parts)]


def read(table: Table, files: Files) -> object:
    """Return the value that a table ends with; LookupError, TypeError or ValueError if it is none."""
    found: list[object] = []
    sources = cache(files.source)
    for node in table:
        if not isinstance(node, list):
            found.append(node)
            continue
        name, *places = node
        if places and (set(map(type, places)) != _PLACES or not 0 <= min(places) <= max(places) < len(found)):  # type: ignore[operator]
            raise ValueError("a part stands after its whole")
        parts: list[Any] = [found[place] for place in places]  # type: ignore[index]
        match name:
            case "tuple":
                found.append(tuple(parts))
            case "frozenset":
                found.append(frozenset(parts))
            case "Fun":
                found.append(Fun(dict(zip(parts[::2], parts[1::2], strict=True))))
            case "Source":
                found.append(sources(*parts))
            case _:
                found.append(_classes()[str(name)](*parts))
    return found[-1]


@cache
def _classes() -> dict[str, Callable[..., object]]:
    """Return what a result is made of, by name."""
    modules = (verdict, trace, errors)
    own = [*(one for module in modules for one in vars(module).values()), Label, ModelValue, Span, Tag]
    return {one.__name__: one for one in own if isinstance(one, type) and (is_dataclass(one) or _plain(one))}


def _plain(one: type) -> bool:
    """Tell whether it is an enumeration or a fault, which are made of plain values."""
    return issubclass(one, Enum | InputError) and one not in {Enum, StrEnum, ClaimFault}
