"""Errors of an expression: values of the wrong kind, and values that cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.encode.counting import Count
from rmapsmt.encode.relate import Values
from rmapsmt.encode.shape import order
from rmapsmt.encode.value import Bit, Choice, Lazy, Mixed, Sym, SymFun, SymSet, kind, literal
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from rmapsmt.source import Span


@dataclass(frozen=True, slots=True)
class Error:
    """An expression has no value where the literal holds: what TLC would stop with."""

    literal: int
    message: str
    span: Span


class Checked:
    """What TLC checks before it computes, over one circuit; errors go to `record`."""

    def __init__(self, circuit: Circuit) -> None:
        """Work over this circuit, with no errors yet."""
        self.c = circuit
        self.v = Values(circuit)
        self.errors: list[Error] = []
        self.counts: list[Count] = []  # the sets whose elements were counted

    def record(self, lit: int, message: str, span: Span) -> None:
        """Record that something goes wrong where the literal holds."""
        if lit != FALSE:
            self.errors.append(Error(lit, message, span))

    # ------------------------------------------------------------------------------------ coercion

    def truth(self, value: Sym, path: int, span: Span) -> int:
        """Return the literal of a value that has to be a truth value."""
        lit = literal(value)
        if lit is not None:
            return lit
        found = self._of_kind(value, "boolean", path, "this is neither TRUE nor FALSE", span)
        return literal(found) or FALSE

    def numbers(self, value: Sym, path: int, span: Span) -> list[tuple[int, int]]:
        """Return the whole numbers that a value may be, with their conditions."""
        found: list[tuple[int, int]] = []
        part = self._of_kind(value, "scalar", path, "this is not a number", span)
        limit = TRUE if part is value else self.v.only(value, "scalar")[0]
        for g, v in self.v.alternatives(part):
            if isinstance(v, int):
                found.append((self.c.both(limit, g), v))
            else:
                self.record(self.c.all([path, limit, g]), f"{ir.show(v)} stands where a number must", span)
        return found

    def members(self, value: Sym, path: int, span: Span) -> Mapping[Value, int]:
        """Return the possible elements of a value that has to be a set."""
        return self.v.members(self._of_kind(value, "set", path, "this is not a set", span))

    def entries(self, value: Sym, path: int, span: Span) -> Mapping[Value, tuple[int, Sym]]:
        """Return the possible arguments of a value that has to be a function."""
        found = self._of_kind(value, "function", path, "this is not a function", span)
        return {} if isinstance(found, Choice) else self.v.entries(found)

    def _of_kind(self, value: Sym, wanted: str, path: int, message: str, span: Span) -> Sym:
        there, found = self.v.only(value, wanted)
        if there != TRUE:
            self.record(self.c.both(path, -there), message, span)
        return found

    # ------------------------------------------------------------------------------------ comparing

    def equal(self, a: Sym, b: Sym, path: int, span: Span) -> int:
        """Return the literal of `a = b`, recording what TLC would refuse to compare."""
        if a is not b and self._may_clash(a, b):
            self._comparable(a, b, path, span)
        return self.v.equal(a, b)

    def _may_clash(self, a: Sym, b: Sym) -> bool:
        """Tell whether a comparison of the two may meet values that cannot be compared."""
        one, other = sorts(a), sorts(b)
        if one != other or len(one) > 1:
            return clash(one, other)
        if one == _SET and not (isinstance(a, Lazy) or isinstance(b, Lazy)):
            return clash(element_sorts(a), element_sorts(b))
        if one == _FUNCTION:
            x, y = self.v.entries(a), self.v.entries(b)
            return clash(element_sorts(x), element_sorts(y)) or any(
                self._may_clash(x[key][1], y[key][1]) for key in x if key in y
            )
        return False

    def _comparable(self, a: Sym, b: Sym, path: int, span: Span) -> None:
        for g, x in self.v.options(a):
            for h, y in self.v.options(b):
                here = self.c.all([path, g, h])
                if here != FALSE and self._may_clash(x, y):
                    self._comparable_kinds(x, y, here, span)

    def _comparable_kinds(self, a: Sym, b: Sym, path: int, span: Span) -> None:
        kinds = kind(a), kind(b)
        if kinds == ("set", "set"):
            x, y = self.v.members(a), self.v.members(b)
            same_size = self.v.equal(self.cardinality(x), self.cardinality(y))
            self._alike(x, y, self.c.both(path, same_size), span)
        elif kinds == ("function", "function"):
            self._comparable_functions(self.v.entries(a), self.v.entries(b), path, span)
        else:
            left, right = self._sorts(a, kinds[0]), self._sorts(b, kinds[1])
            self._differ(left, right, path, span)

    def _comparable_functions(
        self,
        x: Mapping[Value, tuple[int, Sym]],
        y: Mapping[Value, tuple[int, Sym]],
        path: int,
        span: Span,
    ) -> None:
        """Compare functions argument by argument, as far as they are equal."""
        left, right = ({key: present for key, (present, _) in side.items()} for side in (x, y))
        rest = self.c.both(path, self.v.equal(self.cardinality(left), self.cardinality(right)))
        self._alike(left, right, rest, span)
        rest = self.c.all(
            [rest, *(self.c.iff(left.get(k, FALSE), right.get(k, FALSE)) for k in {**left, **right})]
        )
        for key in sorted(x, key=ir.sort_key):
            if key not in y or rest == FALSE:
                continue
            v, w = x[key][1], y[key][1]
            if self._may_clash(v, w):
                self._comparable(v, w, self.c.both(rest, left[key]), span)
            rest = self.c.both(rest, self.c.implies(left[key], self.v.equal(v, w)))

    def _alike(self, x: Mapping[Value, int], y: Mapping[Value, int], path: int, span: Span) -> None:
        """Record where two sets have elements that cannot be compared."""
        if clash(element_sorts(x), element_sorts(y)):
            self._differ(self._by_sort(x), self._by_sort(y), path, span)

    def _by_sort(self, members: Mapping[Value, int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for value, lit in members.items():
            name = sort_of(value)
            found[name] = self.c.either(found.get(name, FALSE), lit)
        return found

    def _differ(self, left: Mapping[str, int], right: Mapping[str, int], path: int, span: Span) -> None:
        for x, g in left.items():
            for y, h in right.items():
                if x != y and "model value" not in (x, y):
                    self.record(self.c.all([path, g, h]), f"a {x} is compared with a {y}", span)

    def _sorts(self, value: Sym, of_kind: str) -> dict[str, int]:
        if of_kind != "scalar":
            return {of_kind: TRUE}
        return self._by_sort({v: g for g, v in self.v.alternatives(value)})

    def _may_contain(self, values: Sym, item: Sym, path: int, span: Span) -> None:
        """Record where an item cannot be an element for its kind."""
        for g, part in self.v.options(values):
            if isinstance(part, Lazy):
                wanted = _ELEMENTS.get(part.form)
                if wanted is None or not clash(sorts(item), frozenset({wanted})):
                    continue
                elements = {wanted: TRUE}
            else:
                if not clash(sorts(item), element_sorts(part)):
                    continue
                elements = self._by_sort(self.v.members(part))
            for h, v in self.v.options(item):
                self._differ(self._sorts(v, kind(v)), elements, self.c.all([path, g, h]), span)

    def cardinality(self, members: Mapping[Value, int]) -> Sym:
        """Return the number of elements: one pass, a condition for each possible count.

        They are counted in the one order of values, so that equal sets share their counting.
        """
        counts = {0: TRUE}
        ordered = tuple(members[value] for value in order(members))
        for lit in ordered:
            grown: dict[int, int] = {}
            for n, g in counts.items():
                for m, h in ((n, self.c.both(g, -lit)), (n + 1, self.c.both(g, lit))):
                    if h != FALSE:
                        grown[m] = self.c.either(grown.get(m, FALSE), h)
            counts = grown
        self.counts.append(Count(ordered, tuple(counts.items())))
        return self.v.merge([(g, n) for n, g in counts.items()])


_SET: frozenset[str] = frozenset({"set"})
_FUNCTION: frozenset[str] = frozenset({"function"})
_SCALARS: dict[type, str] = {int: "number", str: "string", ir.ModelValue: "model value", bool: "boolean"}
_ELEMENTS: dict[str, str] = {  # what a set that is told by its form can be asked for
    ir.Infinite.NAT: "number", ir.Infinite.INT: "number", ir.Infinite.STRING: "string",
    Op.SUBSET: "set", Op.FUNCTION_SET: "function", Op.PRODUCT: "function", Op.SEQ: "function",
    "record": "function",
}  # fmt: skip


def sort_of(value: Value) -> str:
    """Return what a value can be compared with: values of its own sort."""
    return _SCALARS.get(type(value)) or ("set" if isinstance(value, frozenset) else "function")


def sorts(value: Sym) -> frozenset[str]:
    """Return the sorts that a value may have."""
    match value:
        case Bit():
            return frozenset({"boolean"})
        case Choice(options):
            return frozenset({_SCALARS[t] for t in set(map(type, options))})
        case Mixed(options=ways):
            return frozenset().union(*(sorts(v) for _, v in ways))
        case SymSet() | Lazy():
            return _SET
        case SymFun():
            return _FUNCTION
        case _:
            return frozenset({sort_of(value)})


def element_sorts(values: Sym | Mapping[Value, object]) -> frozenset[str]:
    """Return the sorts that a set's elements, or a function's arguments, may have."""
    match values:
        case SymSet(members):
            return element_sorts(members)
        case Mixed(options):
            return frozenset().union(*(element_sorts(v) for _, v in options))
        case frozenset() | Mapping():
            kinds = set(map(type, values))
            if kinds <= _SCALARS.keys():
                return frozenset({_SCALARS[t] for t in kinds})
            return frozenset(map(sort_of, values))
        case _:
            return frozenset()


def clash(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether values of these sorts may turn out to be incomparable."""
    both = {*one, *other} - {"model value"}
    return len(both) > 1
