"""Values as both semantics know them: plain, hashable, and TRUE is never 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ModelValue:
    """A TLC model value: equal to itself and to nothing else."""

    name: str


class Fun:
    r"""A TLA+ function; records, tuples and sequences are functions too.

    `items` are (argument, value) pairs sorted by `sort_key` of the argument, so that equal functions
    have equal items.  `get` is the look-up table.
    """

    __slots__ = ("_hash", "get", "items")

    items: tuple[tuple[Value, Value], ...]
    get: dict[Value, Value]

    def __init__(self, pairs: Mapping[Value, Value]) -> None:
        """Build the function from a mapping of its arguments."""
        keys = pairs.keys() if len(pairs) < 2 else sorted(pairs, key=sort_key)  # noqa: PLR2004 - one key is sorted
        self._fill({key: pairs[key] for key in keys})

    @classmethod
    def of_sorted(cls, table: dict[Value, Value]) -> Fun:
        """Build the function from a dictionary in `sort_key` order of its keys, which it then owns."""
        fun = cls.__new__(cls)
        fun._fill(table)  # noqa: SLF001 - its own
        return fun

    def _fill(self, table: dict[Value, Value]) -> None:
        self.get = table
        self.items = tuple(table.items())
        # TRUE is not 1, though Python says so: functions that differ in this only must not be equal.
        kinds: list[object] = [*map(type, table.values())]
        if frozenset in kinds:
            kinds = [*map(kind, table.values())]
        self._hash = hash((self.items, kind(self.items[0][0]) if kinds else None, *kinds))

    def __eq__(self, other: object) -> bool:
        """Functions are equal when their domains and values are."""
        return isinstance(other, Fun) and self._hash == other._hash and self.items == other.items

    def __hash__(self) -> int:
        """Return the hash that was computed once, at the start."""
        return self._hash

    def __reduce__(self) -> tuple[type[Fun], tuple[dict[Value, Value]]]:
        """Rebuild from the items: a hash of strings differs from process to process."""
        return Fun, (dict(self.items),)

    def __repr__(self) -> str:
        """Return the function as TLA+."""
        return show(self)


Value: TypeAlias = "bool | int | str | ModelValue | frozenset[Value] | Fun"
State: TypeAlias = "tuple[Value, ...]"  # one value per variable, in the system's order


def tuple_value(items: tuple[Value, ...]) -> Fun:
    """Return the TLA+ tuple <<items...>>: the function on 1..n."""
    return Fun(dict(enumerate(items, start=1)))


def is_sequence(value: Value) -> bool:
    """Tell whether the value is a function on 1..n."""
    return isinstance(value, Fun) and [key for key, _ in value.items] == list(range(1, len(value.items) + 1))


_RANK = {bool: 0, int: 1, str: 2, ModelValue: 3, frozenset: 4, Fun: 5}


def sort_key(value: Value) -> tuple[object, ...]:
    """Return the key of the one total order used wherever an order must be chosen.

    By kind, then numbers by size, strings by the alphabet, sets and functions by length and content.
    """
    match value:
        case bool() | int() | str():
            return (_RANK[type(value)], value)
        case ModelValue(name):
            return (3, name)
        case frozenset():
            return (4, len(value), tuple(sorted(map(sort_key, value))))
        case Fun():
            return (5, len(value.items), tuple((sort_key(k), sort_key(v)) for k, v in value.items))


def kind(value: Value) -> object:
    """Return what tells TRUE from 1 where Python's == does not: that of a set's elements, if they tell.

    A set may hold model values beside others, and empty sets beside sets of something: these do not tell.
    Equal sets are of one kind, whatever order Python keeps their elements in.
    """
    if isinstance(value, frozenset):
        for item in value:
            inside = kind(item)
            if inside is bool or inside is int or type(inside) is tuple:
                return (frozenset, inside)
        return frozenset
    return type(value)


def show(value: Value) -> str:
    """Return the value as TLA+ text."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case ModelValue(name):
            return name
        case frozenset():
            return "{" + ", ".join(show(item) for item in sorted(value, key=sort_key)) + "}"
        case Fun(items=items):
            if is_sequence(value):
                return "<<" + ", ".join(show(item) for _, item in items) + ">>"
            if all(isinstance(key, str) and key.isidentifier() for key, _ in items):
                return "[" + ", ".join(f"{key} |-> {show(item)}" for key, item in items) + "]"
            return "(" + " @@ ".join(f"{show(key)} :> {show(item)}" for key, item in items) + ")"
