"""Where a state lies in Promela: every variable is taken apart into cells of one scalar each.

What TypeOK says of a variable gives its shape.  A numeric argument of a function, and a numeric member of
a set, becomes a subscript; any other becomes a part of the cell's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from rmapsmt import ir
from rmapsmt.errors import Unsupported
from rmapsmt.export.promela.terms import ATOM, BOTH, MOST_OPTIONS, Names, Sort, Term, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rmapsmt.ir import Value
    from rmapsmt.source import Span


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """One truth, number or word; `values` are the ones that its type allows, none if that is any number."""

    sort: Sort
    values: frozenset[Value] | None


@dataclass(frozen=True, slots=True)
class SetShape:
    """A subset of these values: a truth for each."""

    members: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class FunctionShape:
    """A function with these arguments."""

    entries: tuple[tuple[Value, Shape], ...]

    def of(self, key: Value) -> Shape:
        """Return the shape of the value at an argument."""
        return next(shape for known, shape in self.entries if known == key)


Shape: TypeAlias = "ScalarShape | SetShape | FunctionShape"
Subscript: TypeAlias = "int | Term"


@dataclass(frozen=True, slots=True)
class Place:
    """A variable, or what lies at some arguments of it."""

    shape: Shape
    name: str  # the variable's, and the arguments that are no numbers
    subscripts: tuple[Subscript, ...] = ()


@dataclass(slots=True)
class Family:
    """Cells of one name: an array if they have subscripts."""

    name: str
    sort: Sort
    cells: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """Return the least and the greatest value of each subscript."""
        return [(min(column), max(column)) for column in zip(*self.cells, strict=True)]


class Storage:
    """The cells of a system's variables, and which of them never change."""

    def __init__(self, shapes: Mapping[str, Shape], names: Names, terms: Terms) -> None:
        """Lay the variables out."""
        self.terms = terms
        self.places = {name: Place(shape, names.new(name)) for name, shape in shapes.items()}
        self.families: dict[str, Family] = {}
        self.owner: dict[str, str] = {}  # by family: the variable
        self.constants: dict[str, Value] = {}  # by cell
        self._names, self._parts = names, dict[tuple[str, str], str]()
        for variable, place in self.places.items():
            for leaf in self.leaves(place):
                self._lay(leaf, variable)

    def _lay(self, leaf: Place, variable: str) -> None:
        assert isinstance(leaf.shape, ScalarShape)
        family = self.families.setdefault(leaf.name, Family(leaf.name, leaf.shape.sort))
        subscripts = tuple(s for s in leaf.subscripts if isinstance(s, int))
        assert all(len(subscripts) == len(cell) for cell in family.cells)
        family.cells.append(subscripts)
        self.owner[leaf.name] = variable

    # ------------------------------------------------------------------------------------ places

    def at(self, place: Place, key: Value | Term) -> Place:
        """Return what lies at an argument, or where the truth of a member does."""
        match place.shape:
            case FunctionShape() as function:
                shape = function.entries[0][1] if isinstance(key, Term) else function.of(key)
            case _:
                shape = ScalarShape(Sort.TRUTH, BOTH)
        subscripts = _subscripts(key)
        if subscripts is None:
            assert not isinstance(key, Term)
            return Place(shape, self._part(place.name, key), place.subscripts)
        return Place(shape, place.name, (*place.subscripts, *subscripts))

    def _part(self, name: str, key: Value) -> str:
        text = key if isinstance(key, str) else ir.show(key)
        if (name, text) not in self._parts:
            self._parts[name, text] = self._names.new(f"{name}_{text}")
        return self._parts[name, text]

    def indexable(self, place: Place, key: Term) -> bool:
        """Tell whether a number that is not known yet can be a subscript here, whatever it is."""
        match place.shape:
            case FunctionShape(entries):
                keys = frozenset(k for k, _ in entries)
                alike = all(shape == entries[0][1] for _, shape in entries)
            case SetShape(members):
                keys, alike = frozenset(members), True
            case _:
                return False
        numbers = all(type(k) is int for k in keys)
        return bool(keys) and alike and numbers and key.options is not None and key.options <= keys

    def leaves(self, place: Place) -> Iterator[Place]:
        """Yield the cells of a place."""
        match place.shape:
            case ScalarShape():
                yield place
            case SetShape(members):
                for member in members:
                    yield self.at(place, member)
            case FunctionShape(entries):
                for key, _ in entries:
                    yield from self.leaves(self.at(place, key))

    # ------------------------------------------------------------------------------------ cells

    def text(self, leaf: Place) -> str:
        """Return how a cell is written."""
        return leaf.name + ("" if not leaf.subscripts else f"({_listed(leaf, self.terms)})")

    def read(self, leaf: Place, facts: Mapping[str, frozenset[Value]]) -> Value | Term:
        """Return the content of a cell, where it is known to be one of some values."""
        assert isinstance(leaf.shape, ScalarShape)
        text = self.text(leaf)
        fixed = self._fixed(leaf, text)
        if fixed is not None:
            return fixed
        options = leaf.shape.values
        if text in facts:
            options = facts[text] if options is None else options & facts[text]
        if options is not None and len(options) == 1:
            return next(iter(options))
        reads = {leaf.name, text if self.exact(leaf) else any_of(leaf.name)}
        reads.update(*(s.reads for s in leaf.subscripts if isinstance(s, Term)))
        term = Term(text, leaf.shape.sort, ATOM, options, frozenset(reads))
        return self.terms.among(term, [True]) if leaf.shape.sort is Sort.TRUTH else term

    def _fixed(self, leaf: Place, text: str) -> Value | None:
        """Return the content of a cell that never changes, or of all the cells that can be meant."""
        if self.exact(leaf):
            return self.constants.get(text)
        found = [self.constants.get(self.text(cell)) for cell in self.meant(leaf)]
        alike = all(type(value) is type(found[0]) and value == found[0] for value in found)
        return found[0] if found and alike else None

    def meant(self, leaf: Place) -> list[Place]:
        """Return the cells that a cell with open subscripts can be."""
        return [
            Place(leaf.shape, leaf.name, at)
            for at in self.families[leaf.name].cells
            if all(isinstance(s, Term) or s == n for s, n in zip(leaf.subscripts, at, strict=True))
        ]

    def exact(self, leaf: Place) -> bool:
        """Tell whether it is known which cell this is."""
        return all(isinstance(s, int) for s in leaf.subscripts)


def any_of(name: str) -> str:
    """Return what a term reads beside a family's name if it is open which cell of it that is."""
    return f"{name}(*)"


def _listed(leaf: Place, terms: Terms) -> str:
    return ",".join(s.text if isinstance(s, Term) else terms.shown(s) for s in leaf.subscripts)


def _subscripts(key: Value | Term) -> tuple[Subscript, ...] | None:
    """Return the numbers that an argument consists of; None for what is no number and no tuple of them."""
    if isinstance(key, Term) or type(key) is int:
        return (key,)
    if isinstance(key, ir.Fun) and key.items and ir.is_sequence(key):
        parts = [part for _, part in key.items if type(part) is int]
        return tuple(parts) if len(parts) == len(key.items) else None
    return None


def of_values(values: Iterable[Value], name: str, span: Span) -> Shape:
    """Return the shape of a variable that can have these values."""
    found = order(values)
    kinds = {type(value) for value in found}
    if not found or (len(kinds) > 1 and not kinds <= {str, ir.ModelValue}):
        what = "values of several kinds" if found else "no values"
        raise Unsupported(f"{name} has {what}, for which there is no Promela type", span)
    if kinds == {bool}:
        return ScalarShape(Sort.TRUTH, BOTH)
    if kinds == {int}:
        return ScalarShape(Sort.NUMBER, frozenset(found) if len(found) <= MOST_OPTIONS else None)
    if kinds <= {str, ir.ModelValue}:
        return ScalarShape(Sort.WORD, frozenset(found))
    if kinds == {frozenset}:
        return of_members((v for s in found if isinstance(s, frozenset) for v in s), name, span)
    domains = {tuple(k for k, _ in f.items) for f in found if isinstance(f, ir.Fun)}
    if len(domains) > 1:
        raise Unsupported(
            f"{name} has functions of several domains, for which there is no Promela type", span
        )
    return FunctionShape(
        tuple(
            (key, of_values((f.get[key] for f in found if isinstance(f, ir.Fun)), name, span))
            for key in domains.pop()
        )
    )


def of_members(values: Iterable[Value], name: str, span: Span) -> SetShape:
    """Return the shape of a set of these values."""
    members = order(set(values))
    widths = {None if (s := _subscripts(member)) is None else len(s) for member in members}
    if len(widths) > 1:
        raise Unsupported(f"{name} holds members of several kinds, for which there is no Promela type", span)
    return SetShape(members)


def order(values: Iterable[Value]) -> tuple[Value, ...]:
    """Return the values in the one order of values."""
    return tuple(sorted(values, key=ir.sort_key))
