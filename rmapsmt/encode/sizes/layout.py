"""The functions of SMT-LIB that a state is made of, where its sizes are open."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from rmapsmt.encode.sizes.term import BOOL, INT, Number, Scalar, Term, call, neg, quoted, sort_of, text
from rmapsmt.encode.sizes.value import (
    Map,
    MapSort,
    Record,
    RecordSort,
    Set,
    SetSort,
    Sort,
    Tuple,
    TupleSort,
    Value,
    enumerated,
    fresh,
    scalars,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def declare(value: Value) -> None:
    """Have every function declared that a variable consists of."""
    match value:
        case Map(domain, apply) if domain.sort is not None:
            declare(apply(fresh(domain.sort)[0]))
        case Set(sort=sort) if sort is not None:
            value.contains(fresh(sort)[0])
        case Record(fields):
            for one in fields.values():
                declare(one)
        case Tuple(parts):
            for one in parts:
                declare(one)


class Layout:
    """The functions of SMT-LIB that states are made of."""

    def __init__(self) -> None:
        """Declare nothing yet."""
        self.declared: dict[str, tuple[tuple[str, ...], str]] = {}
        self.sets: dict[str, tuple[tuple[str, ...], Set]] = {}  # sorts of arguments, and what it is within
        self.counted: set[str] = set()

    def variable(self, name: str, shape: Sort, args: tuple[Scalar, ...] = ()) -> Value:
        """Return what a variable of this sort holds, as functions of its name."""
        match shape:
            case str():
                return self._call(name, args, shape)
            case SetSort(whole):
                return self._set(name, whole, args)
            case MapSort(domain, value):
                return Map(domain, lambda one: self.variable(name, value, (*args, *scalars(one))))
            case RecordSort(fields):
                return Record(
                    {field: self.variable(f"{name}.{field}", s, args) for field, s in fields.items()}
                )
            case TupleSort(parts):
                return Tuple(
                    tuple(self.variable(f"{name}.{n}", s, args) for n, s in enumerate(parts, start=1))
                )

    def _call(self, name: str, args: Sequence[Scalar], sort: str) -> Term:
        if name not in self.declared:
            self.declared[name] = tuple(map(sort_of, args)), sort
        return call(sort, quoted(name), *args)

    def _set(self, name: str, whole: Set, args: tuple[Scalar, ...]) -> Set:
        if whole.sort is None:
            return enumerated(())
        key = f"size of {name}"
        self.sets[name] = (tuple(map(sort_of, args)), whole)
        self.declared.setdefault(key, (tuple(map(sort_of, args)), INT))

        def size() -> Number:
            self.counted.add(name)
            return self._call(key, args, INT)

        return Set(whole.sort, lambda one: self._call(name, (*args, *scalars(one)), BOOL), size)

    def cardinalities(self) -> list[str]:
        """Return what is known of the sizes of the sets that are counted.

        They are never negative, 0 of the empty set, and at most as large as what a set is within, or less
        where it lacks one of that.
        """
        found = []
        for name in sorted(self.counted):
            outer, whole = self.sets[name]
            assert whole.sort is not None
            one, inner = fresh(whole.sort)
            args = [f"a{n}" for n in range(len(outer))]
            members = [text(x) for x in inner]
            size = _applied(f"size of {name}", args)
            bound = [f"({a} {s})" for a, s in zip(args, outer, strict=True)]
            more = [f"({x} {s.sort})" for x, s in zip(members, inner, strict=True)]
            _, some = self._one(f"member # of {name}", whole.sort, args, outer)
            found += [
                _forall(bound, f"(>= {size} 0)", size),
                _forall(bound, f"(=> (>= {size} 1) {_applied(name, [*args, *some])})", size),
                _forall(
                    [*bound, *more],
                    f"(=> {_applied(name, [*args, *members])} (>= {size} 1))",
                    _applied(name, [*args, *members]),
                ),
            ]
            if whole.most is not None:
                other, strange = self._one(f"stranger # of {name}", whole.sort, args, outer)
                outside = f"(and {_applied(name, [*args, *strange])} {text(neg(whole.contains(other)))})"
                small = f"(<= {size} {text(whole.most)})"
                found.append(_forall(bound, f"(=> (>= {size} 1) (or {small} {outside}))", size))
                member = _applied(name, [*args, *members])
                lacking = f"(and {text(whole.contains(one))} (not {member}))"
                less = f"(or (< {size} {text(whole.most)}) {outside})"
                both = f"{size} {member}" if bound else member
                found.append(_forall([*bound, *more], f"(=> {lacking} {less})", both))
        return found

    def _one(
        self, name: str, sort: Sort, args: Sequence[str], outer: tuple[str, ...]
    ) -> tuple[Value, list[str]]:
        """Return a value that depends on these arguments, and the scalars that it is made of."""
        number = count()

        def part(sort: Sort) -> Value:
            if isinstance(sort, TupleSort):
                return Tuple(tuple(map(part, sort.parts)))
            assert isinstance(sort, str)
            function = name.replace("#", str(next(number)))
            self.declared.setdefault(function, (outer, sort))
            return Term(sort, _applied(function, args))

        made = part(sort)
        return made, [text(one) for one in scalars(made)]


def _applied(name: str, args: Sequence[str]) -> str:
    return f"({quoted(name)} {' '.join(args)})" if args else quoted(name)


def _forall(bound: Sequence[str], body: str, pattern: str) -> str:
    return f"(forall ({' '.join(bound)}) (! {body} :pattern ({pattern})))" if bound else body
