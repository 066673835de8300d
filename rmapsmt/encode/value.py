"""Symbolic values: what an expression may be, and under which condition it is each of those.

A symbolic value is a plain `ir.Value` where it is known, and otherwise one of

    Bit      a truth value: a literal
    Choice   one of several known values, each under its own literal
    SymSet   a set whose possible elements are known, each with the literal of its membership
    SymFun   a function whose possible arguments are known, each with the literal of its being there
    Mixed    one of several symbolic values of different kinds
    Lazy     a set that is told by its form: Nat, [S -> T], SUBSET S

The literals of a Choice (and of a Mixed) exclude each other.  Where none of them holds, the value does
not exist: an error was recorded there, and nothing may depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rmapsmt.ir import Value

LIMIT = 20_000  # alternatives that one value may be spread over


class TooLarge(Exception):
    """A value has more alternatives than the encoding spreads out."""


@dataclass(frozen=True, slots=True, eq=False)
class Bit:
    """A truth value that depends on the state."""

    literal: int


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several known values of one kind; the conditions exclude each other."""

    options: Mapping[Value, int]


@dataclass(frozen=True, slots=True, eq=False)
class SymSet:
    """A set: each possible element with the literal of its membership."""

    members: Mapping[Value, int]


@dataclass(frozen=True, slots=True, eq=False)
class SymFun:
    """A function: each possible argument with the literal of its presence, and the value there."""

    entries: Mapping[Value, tuple[int, Sym]]


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """One of several values of different kinds; the conditions exclude each other."""

    options: tuple[tuple[int, Sym], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lazy:
    """A set told by its form.

    `parts` are: nothing for Nat, Int, STRING; the base for SUBSET and Seq; domain and codomain for
    FUNCTION_SET; factors for PRODUCT; field sets (in `keys` order) for records; both sets for CUP,
    CAP, SET_MINUS.
    """

    form: str
    parts: tuple[Sym, ...] = ()
    keys: tuple[str, ...] = ()


Sym: TypeAlias = "Value | Bit | Choice | SymSet | SymFun | Mixed | Lazy"

UNDEFINED: Sym = Choice({})
Known = (bool, int, str, ir.ModelValue, frozenset, ir.Fun)


def is_known(value: Sym) -> TypeGuard[Value]:
    """Tell whether the value does not depend on the state."""
    return isinstance(value, Known)


def literal(value: Sym) -> int | None:
    """Return the literal of a truth value, or None if the value is not one."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    return value.literal if isinstance(value, Bit) else None


def bit(lit: int) -> Sym:
    """Return a literal as a value."""
    return True if lit == TRUE else False if lit == FALSE else Bit(lit)


def same(a: Sym, b: Sym) -> bool:
    """Tell whether two known values are equal; a truth value is never a number."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def sym_set(members: Mapping[Value, int]) -> Sym:
    """Return a set, known if every membership is."""
    if all(lit in (TRUE, FALSE) for lit in members.values()):
        return frozenset(v for v, lit in members.items() if lit == TRUE)
    return SymSet(members)


def sym_fun(entries: Mapping[Value, tuple[int, Sym]]) -> Sym:
    """Return a function, known if every argument and value is."""
    known: dict[Value, Value] = {k: v for k, (p, v) in entries.items() if p == TRUE and is_known(v)}
    return ir.Fun(known) if len(known) == len(entries) else SymFun(entries)


def kind(value: Sym) -> str:
    """Return boolean, scalar, set or function; a Choice is of the kind of its first option."""
    match value:
        case bool() | Bit():
            return "boolean"
        case frozenset() | SymSet() | Lazy():
            return "set"
        case ir.Fun() | SymFun():
            return "function"
        case Choice(options):
            return kind(next(iter(options))) if options else "scalar"
        case Mixed():
            return "mixed"
        case _:
            return "scalar"


def by_kind(ways: Sequence[tuple[int, Sym]]) -> Iterator[list[tuple[int, Sym]]]:
    """Group ways by the kind of their value."""
    groups: dict[str, list[tuple[int, Sym]]] = {}
    for guard, value in ways:
        groups.setdefault(kind(value), []).append((guard, value))
    yield from groups.values()
