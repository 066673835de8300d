"""Sets, functions and equality, on values that depend on the state."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, cast

from rmapsmt import ir
from rmapsmt.errors import Unsupported
from rmapsmt.export.promela.storage import FunctionShape, Place, ScalarShape, SetShape, Storage, order
from rmapsmt.export.promela.terms import AND, Sort, Term, Terms, Truth, sort_of
from rmapsmt.export.promela.value import (
    FUNCTION,
    SET,
    UNDEFINED,
    Fields,
    Lazy,
    Members,
    Stored,
    Sym,
    is_known,
    kind,
)
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rmapsmt.export.promela.terms import Scalar
    from rmapsmt.source import Span

MOST_WAYS = 20_000  # alternatives of one value that are written out


@dataclass(frozen=True, slots=True)
class Path:
    """What is known where an expression is evaluated: what was asked before, and the next values so far."""

    guard: Truth = True
    facts: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    following: Mapping[int, Sym] = field(default_factory=dict)

    def given(self, truth: Truth, terms: Terms) -> Path | None:
        """Return the path on which this is true as well; None if there is none."""
        if isinstance(truth, bool):
            return self if truth else None
        facts = dict(self.facts)
        for part in truth.parts if truth.parts and truth.level == AND else (truth,):
            if part.subject is not None:
                text = part.subject.text
                facts[text] = facts.get(text, part.allowed) & part.allowed
                if not facts[text]:
                    return None
        guard = terms.all([self.guard, truth])
        return None if guard is False else replace(self, guard=guard, facts=facts)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where an expression has no value, or a variable leaves its type."""

    where: Truth
    message: str
    span: Span
    types: bool = False


class Values:
    """Works on values over one storage; what goes wrong on some path is recorded."""

    def __init__(self, storage: Storage, terms: Terms) -> None:
        """Begin without faults."""
        self.storage, self.terms = storage, terms
        self.faults: list[Fault] = []

    def record(self, path: Path, where: Truth, message: str, span: Span, *, types: bool = False) -> None:
        """Keep a place where an expression has no value, or a variable leaves its type."""
        place = path.given(where, self.terms)
        if place is not None:
            self.faults.append(Fault(place.guard, message, span, types))

    def fault(self, path: Path, message: str, span: Span, *, types: bool = False) -> None:
        """Keep a path on which an expression has no value, or a variable leaves its type."""
        self.faults.append(Fault(path.guard, message, span, types))

    # ------------------------------------------------------------------------------------ parts

    def fetched(self, place: Place, path: Path) -> Sym:
        """Return what lies at a place: a scalar is read, anything else stays where it is."""
        return self.storage.read(place, path.facts) if isinstance(place.shape, ScalarShape) else place

    def members(self, value: Sym, path: Path, span: Span) -> Mapping[Value, Truth]:
        """Return where each value is a member of a set."""
        match value:
            case frozenset():
                return dict.fromkeys(order(value), True)
            case Members(truths):
                return truths
            case Place(shape=SetShape(members)):
                found = {m: self.fetched(self.storage.at(value, m), path) for m in members}
                return {m: cast("Truth", truth) for m, truth in found.items() if truth is not False}
            case Lazy():
                return self._enumerated(value, path, span)
            case _ if value is UNDEFINED:
                return {}
            case _:
                self.fault(path, "this is not a set", span)
                return {}

    def _enumerated(self, lazy: Lazy, path: Path, span: Span) -> Mapping[Value, Truth]:
        match lazy.form, lazy.parts:
            case Op.RANGE, (low, high):
                numbers = self._numbers(low, high)
                if numbers is None:
                    raise Unsupported("the bounds of this range are not known to be finite", span)
                return {
                    n: truth for n in numbers if (truth := self.contains(lazy, n, path, span)) is not False
                }
            case Op.SUBSET, (base,):
                there = self.members(base, path, span)
                if len(there) > 12:  # noqa: PLR2004 - some thousand subsets
                    raise Unsupported("this set has too many subsets to be written out", span)
                chosen = product([False, True], repeat=len(there))
                some = [
                    frozenset(v for v, inside in zip(there, row, strict=True) if inside) for row in chosen
                ]
                return {subset: self.terms.all(there[v] for v in subset) for subset in some}
            case Op.FUNCTION_SET, (domain, codomain):
                if not isinstance(domain, frozenset):
                    raise Unsupported("the domain of these functions depends on the state", span)
                return self._products([codomain] * len(domain), order(domain), path, span)
            case ((Op.PRODUCT | "record"), parts):
                return self._products(parts, lazy.keys or range(1, len(parts) + 1), path, span)
            case _:
                raise Unsupported("this set cannot be written out", span)

    def _products(
        self, parts: Sequence[Sym], keys: Iterable[Value], path: Path, span: Span
    ) -> Mapping[Value, Truth]:
        rows = [self.members(part, path, span).items() for part in parts]
        if prod(map(len, rows)) > MOST_WAYS:
            raise Unsupported("this set is too large to be written out", span)
        names = tuple(keys)
        return {
            ir.Fun(dict(zip(names, (v for v, _ in row), strict=True))): self.terms.all(t for _, t in row)
            for row in product(*rows)
        }

    @staticmethod
    def _numbers(low: Sym, high: Sym) -> range | None:
        """Return the numbers that can lie between two."""
        ends: list[list[int]] = []
        for end in (low, high):
            if isinstance(end, Term):
                if end.options is None:
                    return None
                ends.append([v for v in end.options if isinstance(v, int)])
            elif type(end) is int:
                ends.append([end])
            else:
                return None
        return range(min(ends[0]), max(ends[1]) + 1)

    def fields(self, value: Sym, path: Path, span: Span) -> Mapping[Value, Sym] | None:
        """Return a function's value at each argument; None for what is no function."""
        match value:
            case ir.Fun(get=table):
                return table
            case Fields(values):
                return values
            case Place(shape=FunctionShape(entries)):
                return {k: self.fetched(self.storage.at(value, k), path) for k, _ in entries}
            case Stored(place, key, new):
                old = self.fields(place, path, span) or {}
                here = {k: self.terms.equal(key, cast("Scalar", k)) for k in old}
                return {k: self.merge(here[k], new, value, path, span) for k, value in old.items()}
            case _:
                if value is not UNDEFINED:
                    self.fault(path, "this is not a function", span)
                return None

    def alternatives(self, value: Sym, path: Path, span: Span) -> list[tuple[Truth, Value]]:
        """Return every value that this can be, each with where it is so."""
        if is_known(value):
            return [(True, cast("Value", value))]
        match value:
            case Term(options=None):
                raise Unsupported("this can be any number; give it a finite type in TypeOK", span)
            case Term(options=frozenset() as options):
                return [(self.terms.among(value, [v]), v) for v in order(options)]
            case _ if value is UNDEFINED:
                return []
            case _ if kind(value) == FUNCTION:
                found = self.fields(value, path, span) or {}
                rows = [self.alternatives(v, path, span) for v in found.values()]
                ways: list[tuple[Truth, Value]] = []
                for row in product(*rows):
                    truth = self.terms.all(t for t, _ in row)
                    if truth is not False:
                        ways.append((truth, ir.Fun(dict(zip(found, (v for _, v in row), strict=True)))))
                    if len(ways) > MOST_WAYS:
                        raise Unsupported("this has too many values to be written out", span)
                return ways
            case _:
                inside = self.members(value, path, span)
                subsets = self.members(Lazy(Op.SUBSET, (frozenset(inside),)), path, span)
                return [(self._exactly(some, inside), some) for some in subsets]

    def _exactly(self, some: Value, inside: Mapping[Value, Truth]) -> Truth:
        """Return where a set has these members and no other."""
        assert isinstance(some, frozenset)
        return self.terms.all(t if v in some else self.terms.no(t) for v, t in inside.items())

    # ------------------------------------------------------------------------------------ comparing

    def equal(self, a: Sym, b: Sym, path: Path, span: Span) -> Truth:
        """Return where two values are equal; of different kinds they cannot be compared."""
        if a is UNDEFINED or b is UNDEFINED:
            return False
        if a is b:
            return True
        if kind(a) != kind(b):
            if not isinstance(a, ir.ModelValue) and not isinstance(b, ir.ModelValue):
                self.fault(path, f"a {_word(a)} is compared with a {_word(b)}", span)
            return False
        match kind(a):
            case Sort():
                return self.terms.equal(cast("Scalar", a), cast("Scalar", b))
            case "set":
                xs, ys = self.members(a, path, span), self.members(b, path, span)
                every = order({*xs, *ys})
                return self.terms.all(self.terms.iff(xs.get(v, False), ys.get(v, False)) for v in every)
            case _:
                fs, gs = self.fields(a, path, span) or {}, self.fields(b, path, span) or {}
                if fs.keys() != gs.keys():
                    return False
                return self.terms.all(self.equal(fs[k], gs[k], path, span) for k in fs)

    def contains(self, group: Sym, x: Sym, path: Path, span: Span) -> Truth:
        """Return where a value is a member of a set."""
        if x is UNDEFINED or group is UNDEFINED:
            return False
        if isinstance(group, Lazy):
            return self._lazy_contains(group, x, path, span)
        if isinstance(group, Members) and group.only is not None:
            return self.equal(x, group.only, path, span)
        if isinstance(group, Place) and isinstance(x, Term) and self.storage.indexable(group, x):
            return cast("Truth", self.fetched(self.storage.at(group, x), path))
        there = self.members(group, path, span)
        if there and not isinstance(x, ir.ModelValue):
            strange = next(
                (v for v in there if kind(v) != kind(x) and not isinstance(v, ir.ModelValue)), None
            )
            if strange is not None:
                self.fault(path, f"a {_word(x)} is compared with a {_word(strange)}", span)
                return False
        if is_known(x):
            return there.get(cast("Value", x), False)
        if isinstance(x, Term) and all(truth is True for truth in there.values()):
            if x.options is not None:
                return self.terms.among(x, list(there))
            return self.terms.any(self.terms.equal(x, cast("Scalar", v)) for v in there)
        ways = self.alternatives(x, path, span)
        return self.terms.any(self.terms.all([t, there.get(v, False)]) for t, v in ways)

    def _lazy_contains(self, group: Lazy, x: Sym, path: Path, span: Span) -> Truth:
        match group.form, group.parts:
            case Op.RANGE, (low, high):
                if kind(x) is not Sort.NUMBER:
                    self.fault(path, f"a {_word(x)} is compared with a number", span)
                    return False
                return self.terms.all([self.at_most(low, x), self.at_most(x, high)])
            case Op.SUBSET, (base,):
                if kind(x) != SET:
                    self.fault(path, "this is not a set", span)
                    return False
                inside = self.members(x, path, span)
                return self.terms.all(
                    self.terms.implies(t, self.contains(base, v, path, span)) for v, t in inside.items()
                )
            case Op.FUNCTION_SET, (domain, codomain):
                values = self.fields(x, path, span)
                if values is None:
                    return False
                same = self.equal(frozenset(values), domain, path, span)
                inner = self.terms.all(self.contains(codomain, v, path, span) for v in values.values())
                return self.terms.all([same, inner])
            case Op.PRODUCT | "record", parts:
                values = self.fields(x, path, span)
                keys: Iterable[Value] = group.keys or range(1, len(parts) + 1)
                if values is None or set(values) != set(keys):
                    return False
                pairs = zip(keys, parts, strict=True)
                return self.terms.all(self.contains(part, values[key], path, span) for key, part in pairs)
            case ((ir.Infinite() as form), ()):
                right = Sort.WORD if form is ir.Infinite.STRING else Sort.NUMBER
                if kind(x) is not right:
                    if not isinstance(x, ir.ModelValue):
                        self.fault(path, f"a {_word(x)} is no {right.name.lower()}", span)
                    return False
                return self.at_most(0, x) if form is ir.Infinite.NAT else True
            case _:
                raise Unsupported("membership in this set is not translated", span)

    def at_most(self, low: Sym, high: Sym) -> Truth:
        """Return where a number is at most another."""
        if type(low) is int and type(high) is int:
            return low <= high
        return self.terms.compared("<=", cast("Scalar", low), cast("Scalar", high), lambda x, y: x <= y)

    # ------------------------------------------------------------------------------------ choosing

    def merge(self, test: Truth, a: Sym, b: Sym, path: Path, span: Span) -> Sym:
        """Return `a` where the test is true, else `b`."""
        if isinstance(test, bool):
            return a if test else b
        if a is UNDEFINED or b is UNDEFINED:
            return b if a is UNDEFINED else a
        if a is b or (isinstance(a, Place) and a == b):
            return a
        if kind(a) != kind(b):
            raise Unsupported(f"this is now a {_word(a)}, now a {_word(b)}: there is no Promela type", span)
        match kind(a):
            case Sort():
                return self.terms.choice(test, cast("Scalar", a), cast("Scalar", b))
            case "set":
                xs, ys = self.members(a, path, span), self.members(b, path, span)
                every = order({*xs, *ys})
                truths = {v: self.terms.choice(test, xs.get(v, False), ys.get(v, False)) for v in every}
                return Members({v: cast("Truth", t) for v, t in truths.items() if t is not False})
            case _:
                fs, gs = self.fields(a, path, span) or {}, self.fields(b, path, span) or {}
                if fs.keys() != gs.keys():
                    raise Unsupported("the domain of this function depends on the state", span)
                return Fields({k: self.merge(test, fs[k], gs[k], path, span) for k in fs})

    def cases(self, ways: list[tuple[Truth, Sym]], path: Path, span: Span) -> Sym:
        """Return the value of the first way that is open; the last is taken for granted."""
        found: Sym = UNDEFINED
        for truth, value in reversed(ways):
            found = self.merge(truth, value, found, path, span) if found is not UNDEFINED else value
        return found


def _word(value: Sym) -> str:
    found = kind(value) if sort_of(value) is None else cast("Sort", sort_of(value)).name.lower()
    return str(found)
