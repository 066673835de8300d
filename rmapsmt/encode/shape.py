"""What a variable can hold: the tree of finite cells that stands for it in a formula.

A cell is a Boolean, or a scalar with finitely many values, one input literal for each.
A shape comes from the specification's own TypeOK, or is found by following the values from Init.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rmapsmt import ir
from rmapsmt.encode.value import kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rmapsmt.encode.value import Sym
    from rmapsmt.ir import Value


@dataclass(frozen=True, slots=True)
class BoolShape:
    """One truth value."""


@dataclass(frozen=True, slots=True)
class CellShape:
    """One of these values, in the one order of values."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SetShape:
    """A subset of these values."""

    members: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class FunShape:
    """A function: each argument, whether it may be missing, and what the value there can be."""

    entries: tuple[tuple[Value, bool, Shape], ...]


@dataclass(frozen=True, slots=True)
class UnionShape:
    """A value of one of several kinds: a shape for each, no two of the same class."""

    parts: tuple[Shape, ...]


Plain: TypeAlias = "BoolShape | CellShape | SetShape | FunShape"
Shape: TypeAlias = "Plain | UnionShape"
Possible: TypeAlias = "Callable[[int], bool]"  # whether a literal can be true
NEVER = CellShape(())


def order(values: Iterable[Value]) -> tuple[Value, ...]:
    """Return the values in the one order of values."""
    return tuple(sorted(values, key=ir.sort_key))


def read(shape: Shape, bits: Iterable[bool]) -> Value:
    """Return the known value that these truths of the shape's inputs stand for."""
    source = iter(bits)
    match shape:
        case BoolShape():
            return next(source)
        case CellShape((only,)):
            return only
        case CellShape(values):
            chosen = [value for value in values if next(source)]  # reads all: the bits of the others follow
            return chosen[0]
        case SetShape(members):
            return frozenset([v for v in members if next(source)])
        case FunShape(entries):
            found: dict[Value, Value] = {}
            for key, maybe, inner in entries:
                there = next(source) if maybe else True
                if there:
                    found[key] = read(inner, source)
                else:
                    for _ in range(width(inner)):
                        next(source)
            return ir.Fun(found)
        case UnionShape(parts):
            tags = [next(source) for _ in parts]
            each = [[next(source) for _ in range(width(part))] for part in parts]
            which = tags.index(True)
            return read(parts[which], each[which])


def most_values(shape: Shape | None) -> int:
    """Return how many values the widest cell of a shape has."""
    match shape:
        case CellShape(values):
            return len(values)
        case FunShape(entries):
            return max((most_values(inner) for _, _, inner in entries), default=0)
        case UnionShape(parts):
            return max(map(most_values, parts))
        case _:
            return 0


def width(shape: Shape) -> int:
    """Return the number of inputs of a shape."""
    match shape:
        case BoolShape():
            return 1
        case CellShape(values):
            return 0 if len(values) == 1 else len(values)
        case SetShape(members):
            return len(members)
        case FunShape(entries):
            return sum(maybe + width(inner) for _, maybe, inner in entries)
        case UnionShape(parts):
            return len(parts) + sum(map(width, parts))


KIND: dict[type, str] = {BoolShape: "boolean", CellShape: "scalar", SetShape: "set", FunShape: "function"}


def groups(shape: Shape) -> list[int]:
    """Return how the cells of a shape go together: the values of one place, of which one is true, or 1."""
    match shape:
        case BoolShape():
            return [1]
        case CellShape(values):
            return [len(values)] if len(values) > 1 else []
        case SetShape(members):
            return [1] * len(members)
        case FunShape(entries):
            return [size for _, maybe, inner in entries for size in ([1] if maybe else []) + groups(inner)]
        case UnionShape(parts):
            return [len(parts), *(size for part in parts for size in groups(part))]


def of_class(shape: Shape, value: Sym) -> Shape:
    """Return the part of a shape that holds values of this value's kind, NEVER if there is none."""
    parts = shape.parts if isinstance(shape, UnionShape) else (shape,)
    return next((part for part in parts if KIND[type(part)] == kind(value)), NEVER)


def join(*shapes: Shape) -> Shape:
    """Return the smallest shape that holds what each of these holds."""
    result: Shape = NEVER
    for shape in shapes:
        result = _join(result, shape)
    return result


def _join(a: Shape, b: Shape) -> Shape:
    match a, b:
        case CellShape(()), _:
            return b
        case _, CellShape(()):
            return a
        case BoolShape(), BoolShape():
            return a
        case CellShape(x), CellShape(y):
            return a if x == y else CellShape(order({*x, *y}))
        case SetShape(x), SetShape(y):
            return a if x == y else SetShape(order({*x, *y}))
        case FunShape(x), FunShape(y):
            if a == b:
                return a
            left, right = ({key: (maybe, inner) for key, maybe, inner in entries} for entries in (x, y))
            found: dict[Value, tuple[bool, Shape]] = {}
            for key in {**left, **right}:
                here = [side[key] for side in (left, right) if key in side]
                maybe = len(here) == 1 or any(m for m, _ in here)
                found[key] = (maybe, join(*(s for _, s in here)))
            return FunShape(tuple((key, *found[key]) for key in order(found)))
        case _:
            parts: dict[type, Shape] = {}
            for side in (a, b):
                for part in side.parts if isinstance(side, UnionShape) else (side,):
                    parts[type(part)] = _join(parts[type(part)], part) if type(part) in parts else part
            return UnionShape(tuple(parts[of] for of in KIND if of in parts))
