"""Values of unknown size: sets by their members, functions by their values.

A state variable is a function of SMT-LIB for each scalar in it, with the arguments that lead there:
`f[m][p]` is `(f m p)`, and whether x is in the set `s[p]` is `(s p x)`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from rmapsmt import ir
from rmapsmt.encode.sizes.term import (
    INT,
    Number,
    Scalar,
    Term,
    Truth,
    choice,
    conj,
    disj,
    implies,
    minus,
    plus,
    quantified,
    same,
    sort_of,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence


class UnboundedFault(Exception):
    """What stands here has no counterpart where sizes are left open."""


@dataclass(frozen=True, slots=True)
class TupleSort:
    """The sort of tuples, by those of their parts."""

    parts: tuple[Sort, ...]


@dataclass(frozen=True, slots=True)
class SetSort:
    """The sort of the subsets of a set."""

    within: Set


@dataclass(frozen=True, slots=True)
class MapSort:
    """The sort of the functions from a set to values of one sort."""

    domain: Set
    value: Sort


@dataclass(frozen=True, slots=True)
class RecordSort:
    """The sort of records, by those of their fields."""

    fields: Mapping[str, Sort]


Sort: TypeAlias = "str | TupleSort | SetSort | MapSort | RecordSort"


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """A set: who is in it, and how many if that is known.

    `sort` is that of its members, None of the empty set.  `items`, if there are any, name all that may be
    members.  `size` gives its cardinality; `most` is no less than that, unless the set is empty.
    """

    sort: Sort | None
    contains: Callable[[Value], Truth]
    size: Callable[[], Number] | None = None
    items: tuple[Value, ...] | None = None
    most: Number | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Map:
    """A function; `base` is the one that it is but for these places, which EXCEPT has changed."""

    domain: Set
    apply: Callable[[Value], Value]
    base: Map | None = None
    places: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tuple:
    """A tuple."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A record."""

    fields: Mapping[str, Value]


Value: TypeAlias = "Scalar | Set | Map | Tuple | Record"


def fresh(sort: Sort, before: int = 0) -> tuple[Value, list[Term]]:
    """Return a value of this sort that nothing is known of, and the variables in it.

    So many variables of this kind have come before on the way to where it stands.
    """
    return _made(sort, (f"x{number}" for number in count(before)))


def free(sort: Sort, before: int) -> tuple[Value, list[Term]]:
    """Return a value that nothing is known of within one goal, in which so many variables came before.

    Goals are asked of a solver together, and each goal by itself says as much whatever its variables are
    called; so they have the same names, and the solver has fewer terms to think of.
    """
    return _made(sort, (f"g{number}" for number in count(before)))


def _made(sort: Sort, names: Iterator[str]) -> tuple[Value, list[Term]]:
    if isinstance(sort, TupleSort):
        made = [_made(part, names) for part in sort.parts]
        return Tuple(tuple(value for value, _ in made)), [name for _, terms in made for name in terms]
    if not isinstance(sort, str):
        raise UnboundedFault("a set of sets or of functions has members that cannot be ranged over")
    name = Term(sort, f"{next(names)}{sort[0]}")  # one name, one sort
    return name, [name]


_BOUND: list[int] = [0]  # variables that range over something here; equal formulas have equal names


@contextmanager
def bound(sort: Sort) -> Iterator[tuple[Value, list[Term]]]:
    """Give a variable to be quantified over, named by how many are about it."""
    before = _BOUND[0]
    one, names = _made(sort, (f"q{number}" for number in count(before)))
    _BOUND[0] += len(names)
    try:
        yield one, names
    finally:
        _BOUND[0] = before


def ranged() -> bool:
    """Tell whether there is a variable that ranges over something."""
    return _BOUND[0] > 0


def scalars(value: Value) -> list[Scalar]:
    """Return the scalars that a value is made of, as arguments of a function."""
    match value:
        case Tuple(parts):
            return [one for part in parts for one in scalars(part)]
        case Set() | Map() | Record():
            raise UnboundedFault("a set or a function is no argument and no member here")
        case _:
            return [value]


def of(value: ir.Value) -> Value:
    """Return a known value."""
    match value:
        case frozenset():
            items = tuple(of(one) for one in sorted(value, key=ir.sort_key))
            return enumerated(items, known=len(items))
        case ir.Fun(items=pairs):
            if ir.is_sequence(value):
                return Tuple(tuple(of(one) for _, one in pairs))
            if all(isinstance(key, str) for key, _ in pairs):
                return Record({str(key): of(one) for key, one in pairs})
            raise UnboundedFault("a function that is spelled out is not supported")
        case ir.ModelValue():
            return model_value(value)
        case _:
            return value


def model_value(value: ir.ModelValue) -> str:
    """Return the string that stands for a model value; no text spells it, but solvers can read it."""
    return f"{value.name}\ue000"  # of Unicode's private use


def enumerated(items: Sequence[Value], known: int | None = None) -> Set:
    """Return the set of these values; `known` of them are different."""
    known_of: dict[str, Truth] = {}  # a long list of strings is asked of the same terms over and over

    def contains(one: Value) -> Truth:
        if all_known and isinstance(one, str):
            return one in items
        if not isinstance(one, Term) or not all_known:
            return disj(*(equal(one, item) for item in items))
        if one.text not in known_of:
            known_of[one.text] = disj(*(equal(one, item) for item in items))
        return known_of[one.text]

    all_known = all(isinstance(item, str) for item in items)
    size = None if known is None else lambda: known
    if len(items) == 1:
        size = lambda: 1  # noqa: E731 - as above
    return Set(sort(items[0]) if items else None, contains, size, tuple(items))


def fits(one: Value, sort: Sort) -> Truth:
    """Return whether a variable of this sort can hold a value, whatever set its type says that it is in.

    UnboundedFault says that it never can.
    """
    match sort, one:
        case MapSort(domain, into), Map():
            alike = one.domain is domain or equal(one.domain, domain)
            return conj(alike, ranging(domain, lambda at: fits(one.apply(at), into), "forall"))
        case RecordSort(fields), Record(found) if fields.keys() == found.keys():
            return conj(*(fits(found[name], inner) for name, inner in fields.items()))
        case TupleSort(sorts), Tuple(parts) if len(sorts) == len(parts):
            return conj(*(fits(part, inner) for part, inner in zip(parts, sorts, strict=True)))
        case SetSort(whole), Set():
            if whole.sort is None:
                return equal(one, whole)
            if one.sort is None or _alike(one.sort, whole.sort):
                return True
        case str(), bool() | int() | str() | Term() if sort_of(one) == sort:
            return True
    raise UnboundedFault("a variable is given a value of another kind than its type's")


def _alike(left: Sort, right: Sort) -> bool:
    """Tell whether members of these sorts can be compared."""
    match left, right:
        case TupleSort(parts), TupleSort(others):
            return len(parts) == len(others) and all(map(_alike, parts, others))
        case _:
            return left == right


def sort(value: Value) -> Sort:
    """Return the sort of a value."""
    match value:
        case Tuple(parts):
            return TupleSort(tuple(map(sort, parts)))
        case Set():
            return SetSort(value)
        case Map() | Record():
            raise UnboundedFault("a function is no member here")
        case _:
            return sort_of(value)


def interval(low: Number, high: Number, at_most: Callable[[Number, Number], Truth]) -> Set:
    """Return low..high."""
    known: dict[str, Truth] = {}  # the same terms are asked about over and over

    def contains(one: Value) -> Truth:
        if not isinstance(one, int | Term) or sort_of(one) != INT:
            raise UnboundedFault("what is no number is compared with an interval")
        key = text(one)
        if key not in known:
            known[key] = conj(at_most(low, one), at_most(one, high))
        return known[key]

    if isinstance(low, int) and isinstance(high, int):
        return enumerated(range(low, high + 1), known=max(0, high - low + 1))
    most = plus(high, 1 - low) if isinstance(low, int) else plus(minus(high, low), 1)
    return Set(INT, contains, most=most)


def ranging(over: Set, body: Callable[[Value], Truth], word: str) -> Truth:
    """Return whether `forall` or `exists` a member the body is true."""
    every = word == "forall"
    if over.items is not None:
        tests = [(over.contains(item), item) for item in over.items]
        if every:
            return conj(*(implies(test, body(item)) for test, item in tests))
        return disj(*(conj(test, body(item)) for test, item in tests))
    if over.sort is None:
        return every
    with bound(over.sort) as (one, names):
        guard = over.contains(one)
        said = body(one)
    return quantified(word, names, implies(guard, said) if every else conj(guard, said))


def everywhere(sort: Sort | None, body: Callable[[Value], Truth]) -> Truth:
    """Return whether the body is true of all values of a sort."""
    if sort is None:
        return True
    with bound(sort) as (one, names):
        said = body(one)
    return quantified("forall", names, said)


def subset(left: Set, right: Set) -> Truth:
    """Return whether all members of one are in the other."""
    return ranging(left, right.contains, "forall")


def equal(left: Value, right: Value) -> Truth:
    """Return whether two values are equal; those of different kinds are no comparison that TLC makes."""
    if left is right:
        return True
    match left, right:
        case Tuple(parts), Tuple(others):
            if len(parts) != len(others):
                return False
            return conj(*(equal(a, b) for a, b in zip(parts, others, strict=True)))
        case Record(fields), Record(others):
            if fields.keys() != others.keys():
                return False
            return conj(*(equal(value, others[name]) for name, value in fields.items()))
        case Set(), Set():
            if left.items is not None and right.items is not None:
                return conj(subset(left, right), subset(right, left))
            if left.items == () or right.items == ():
                other = right if left.items == () else left
                return everywhere(other.sort, lambda one: implies(other.contains(one), right=False))
            return everywhere(
                left.sort or right.sort, lambda one: same(left.contains(one), right.contains(one))
            )
        case Map(), Map():
            return conj(
                left.domain is right.domain or equal(left.domain, right.domain),
                ranging(left.domain, lambda one: equal(left.apply(one), right.apply(one)), "forall"),
            )
    if isinstance(left, Tuple | Record | Set | Map) or isinstance(right, Tuple | Record | Set | Map):
        raise UnboundedFault("values of different kinds are compared")
    if sort_of(left) != sort_of(right):
        raise UnboundedFault("values of different sorts are compared")
    return same(left, right)


def either(test: Truth, then: Value, orelse: Value) -> Value:
    """Return IF, THEN, ELSE, for values of any kind."""
    if isinstance(test, bool):
        return then if test else orelse
    if then is orelse:
        return then
    match then, orelse:
        case Set(), Set():
            return _either_set(test, then, orelse)
        case Map(), Map():
            if then.domain is not orelse.domain:
                raise UnboundedFault("one of two functions is chosen, and their domains differ")
            return Map(then.domain, lambda one: either(test, then.apply(one), orelse.apply(one)))
        case Tuple(parts), Tuple(others) if len(parts) == len(others):
            return Tuple(tuple(either(test, a, b) for a, b in zip(parts, others, strict=True)))
        case Record(fields), Record(others) if fields.keys() == others.keys():
            return Record({name: either(test, value, others[name]) for name, value in fields.items()})
    if isinstance(then, Tuple | Record | Set | Map) or isinstance(orelse, Tuple | Record | Set | Map):
        raise UnboundedFault("one of two values of different kinds is chosen")
    if sort_of(then) != sort_of(orelse):
        raise UnboundedFault("one of two values of different sorts is chosen")
    return choice(test, then, orelse)


def _either_set(test: Truth, then: Set, orelse: Set) -> Set:
    sizes = then.size, orelse.size

    def size() -> Number:
        assert sizes[0] is not None
        assert sizes[1] is not None
        found = choice(test, sizes[0](), sizes[1]())
        assert isinstance(found, int | Term)
        return found

    def contains(one: Value) -> Truth:
        found = choice(test, then.contains(one), orelse.contains(one))
        assert isinstance(found, bool | Term)
        return found

    items = None if then.items is None or orelse.items is None else (*then.items, *orelse.items)
    return Set(then.sort or orelse.sort, contains, size if all(sizes) else None, items)
