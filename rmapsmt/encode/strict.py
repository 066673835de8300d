"""The strict built-in operators on symbolic values.

A partial operator outside its domain records an error under the condition that it happens.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.compare import Checked, sorts
from rmapsmt.encode.spread import combine
from rmapsmt.encode.value import (
    UNDEFINED,
    Lazy,
    Sym,
    TooLarge,
    bit,
    is_known,
    same,
    sym_fun,
    sym_set,
)
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rmapsmt.source import Span


class Strict(Checked):
    """The operators over one circuit."""

    def apply(self, op: Op, args: list[Sym], path: int, span: Span) -> Sym:
        """Return the operator applied to these values."""
        c, v = self.c, self.v
        match op:
            case Op.NOT:
                return bit(-self.truth(args[0], path, span))
            case Op.IFF:
                return bit(c.iff(self.truth(args[0], path, span), self.truth(args[1], path, span)))
            case Op.EQ | Op.NE:
                lit = self.equal(args[0], args[1], path, span)
                return bit(lit if op is Op.EQ else -lit)
            case Op.IN | Op.NOT_IN:
                values = self._of_kind(args[1], "set", path, "this is not a set", span)
                self._may_contain(values, args[0], path, span)
                lit = v.contains(values, args[0])
                return bit(lit if op is Op.IN else -lit)
            case Op.SUBSET_EQ:
                if isinstance(args[1], Lazy):
                    return bit(
                        c.all(
                            c.implies(lit, v.contains(args[1], item))
                            for item, lit in self.members(args[0], path, span).items()
                        )
                    )
                left, right = (self.members(a, path, span) for a in args)
                self._alike(left, right, path, span)
                return bit(c.all(c.implies(lit, right.get(item, FALSE)) for item, lit in left.items()))
            case Op.CUP | Op.CAP | Op.SET_MINUS:
                if any(isinstance(a, Lazy) for a in args) and not (
                    op is not Op.CUP and not isinstance(args[0], Lazy)
                ):
                    return Lazy(op, tuple(args))
                if isinstance(args[1], Lazy):
                    kept = {
                        item: c.both(lit, v.contains(args[1], item) * (1 if op is Op.CAP else -1))
                        for item, lit in self.members(args[0], path, span).items()
                    }
                    return sym_set(kept)
                left, right = (self.members(a, path, span) for a in args)
                self._alike(left, right, path, span)
                return sym_set(combine(c, op, left, right))
            case Op.SUBSET | Op.SEQ:
                return Lazy(op, (args[0],))
            case Op.FUNCTION_SET | Op.PRODUCT:
                return Lazy(op, tuple(args))
            case Op.UNION:
                return self._union(args[0], path, span)
            case Op.DOMAIN:
                return sym_set({k: p for k, (p, _) in self.entries(args[0], path, span).items()})
            case Op.SET_OF:
                return self.set_of([(TRUE, a) for a in args], path, span)
            case Op.TUPLE_OF:
                return sym_fun({n: (TRUE, a) for n, a in enumerate(args, start=1)})
            case Op.APPLY:
                return self._call(args[0], args[1], path, span)
            case Op.PAIR:
                return v.merge([(g, sym_fun({k: (TRUE, args[1])})) for g, k in v.alternatives(args[0])])
            case Op.OVERRIDE:
                return self._override(args[0], args[1], path, span)
            case Op.CARDINALITY:
                return self.cardinality(self.members(args[0], path, span))
            case Op.IS_FINITE_SET:
                return (
                    bit(TRUE)
                    if not isinstance(args[0], Lazy)
                    else bit(TRUE if self._finite(args[0]) else FALSE)
                )
            case Op.LEN | Op.APPEND | Op.HEAD | Op.TAIL | Op.CONCAT | Op.SUB_SEQ:
                return self._sequence(op, args, path, span)
            case Op.ASSERT:
                self.record(c.both(path, -self.truth(args[0], path, span)), _message(args[1]), span)
                return True
            case Op.PRINT:
                return args[1]
            case Op.PERMUTATIONS | Op.TO_STRING:
                return self._spread(op, args[0])
            case _:
                return self._arithmetic(op, args, path, span)

    def set_of(self, items: list[tuple[int, Sym]], path: int, span: Span) -> Sym:
        """Return the set of these values, each there under its condition."""
        found: dict[Value, list[int]] = {}
        for g, item in items:
            for h, value in self.v.alternatives(item):
                if (lit := self.c.both(g, h)) != FALSE:
                    found.setdefault(value, []).append(lit)
        members = {value: self.c.any(lits) for value, lits in found.items()}
        self._alike(members, members, path, span)
        return sym_set(members)

    def _union(self, sets: Sym, path: int, span: Span) -> Sym:
        if isinstance(sets, Lazy) and sets.form == Op.SUBSET:
            return sets.parts[0]
        found: dict[Value, list[int]] = {}
        for item, lit in self.members(sets, path, span).items():
            if not isinstance(item, frozenset):
                self.record(self.c.both(path, lit), "UNION over what is not a set of sets", span)
                continue
            for value in item:
                found.setdefault(value, []).append(lit)
        members = {value: self.c.any(lits) for value, lits in found.items()}
        self._alike(members, members, path, span)
        return sym_set(members)

    def _call(self, function: Sym, argument: Sym, path: int, span: Span) -> Sym:
        entries = self.entries(function, path, span)
        if is_known(argument):
            return self._at(entries, argument, path, span)
        ways = self.v.alternatives(argument)
        return self.v.merge([(g, self._at(entries, key, self.c.both(path, g), span)) for g, key in ways])

    def _at(self, entries: Mapping[Value, tuple[int, Sym]], key: Value, path: int, span: Span) -> Sym:
        found = entries.get(key)
        if found is None or (isinstance(key, bool | int) and not any(same(k, key) for k in entries)):
            self.record(path, f"a function is applied to {ir.show(key)}, outside its domain", span)
            return UNDEFINED
        present, value = found
        if present != TRUE:
            message = f"a function is applied to {ir.show(key)}, outside its domain"
            self.record(self.c.both(path, -present), message, span)
        return value

    def _override(self, left: Sym, right: Sym, path: int, span: Span) -> Sym:
        first, second = self.entries(left, path, span), self.entries(right, path, span)
        found = dict(second)
        for key, (present, value) in first.items():
            other = second.get(key, (FALSE, UNDEFINED))
            merged = self.v.merge([(present, value), (self.c.both(-present, other[0]), other[1])])
            found[key] = (self.c.either(present, other[0]), merged)
        return sym_fun(found)

    def _finite(self, value: Lazy) -> bool:
        match value.form:
            case ir.Infinite() | Op.SEQ:
                return False
            case _:
                return all(self._finite(part) for part in value.parts if isinstance(part, Lazy))

    def _spread(self, op: Op, value: Sym) -> Sym:
        """Return an operator that has no symbolic form, applied to each alternative."""
        ways: list[tuple[int, Sym]] = []
        for g, known in self.v.alternatives(value):
            if op is Op.TO_STRING:
                ways.append((g, ir.show(known)))
            elif isinstance(known, frozenset):
                ways.append((g, _permutations(known)))
        return self.v.merge(ways)

    def _arithmetic(self, op: Op, args: list[Sym], path: int, span: Span) -> Sym:
        numbers = [self.numbers(a, path, span) for a in args]
        if op is Op.NEG:
            return self.v.merge([(g, -n) for g, n in numbers[0]])
        compare = _COMPARE.get(op)
        if compare is not None:
            good = [(g, h, compare(m, n)) for g, m in numbers[0] for h, n in numbers[1]]
            if good and all(found for _, _, found in good):
                return True  # where neither has a value nothing depends on it
            return bit(self.c.any(self.c.both(g, h) for g, h, found in good if found))
        ways: dict[Value, list[int]] = {}
        for g, m in numbers[0]:
            for h, n in numbers[1]:
                if (lit := self.c.both(g, h)) == FALSE:
                    continue
                if (fault := _partial(op, m, n)) is not None:
                    self.record(self.c.both(path, lit), fault, span)
                    continue
                result: Value = frozenset(range(m, n + 1)) if op is Op.RANGE else _COMPUTE[op](m, n)
                ways.setdefault(result, []).append(lit)
        return self.v.merge([(self.c.any(lits), value) for value, lits in ways.items()])

    # ------------------------------------------------------------------------------------ sequences

    def _sequence(self, op: Op, args: list[Sym], path: int, span: Span) -> Sym:
        if "string" in sorts(args[0]) and op in (Op.LEN, Op.CONCAT, Op.SUB_SEQ):
            raise TooLarge("strings as sequences")
        entries = self.entries(args[0], path, span)
        lengths = {} if "function" not in sorts(args[0]) else self.v.lengths(entries)
        if (bad := self.c.both(path, -self.c.any(lengths.values()))) != FALSE:
            self.record(bad, f"{op} of what is not a sequence", span)
        match op:
            case Op.LEN:
                return self.v.merge([(g, n) for n, g in lengths.items()])
            case Op.HEAD | Op.TAIL:
                self.record(self.c.both(path, lengths.get(0, FALSE)), f"{op} of the empty sequence", span)
                if op is Op.HEAD:
                    return entries[1][1] if 1 in entries else UNDEFINED
                return sym_fun({k - 1: e for k, e in entries.items() if isinstance(k, int) and k > 1})
            case Op.APPEND:
                return self._joined(entries, lengths, {1: (TRUE, args[1])})
            case Op.CONCAT:
                other = self.entries(args[1], path, span)
                good = self.c.any(self.v.lengths(other).values())
                self.record(self.c.both(path, -good), f"{op} of what is not a sequence", span)
                return self._joined(entries, lengths, {k: e for k, e in other.items() if isinstance(k, int)})
            case _:
                return self._sub_sequence(entries, args, path, span)

    def _joined(
        self,
        entries: Mapping[Value, tuple[int, Sym]],
        lengths: dict[int, int],
        other: Mapping[int, tuple[int, Sym]],
    ) -> Sym:
        """Return a sequence followed by another, whose entries keep their own presence."""
        ways: dict[Value, list[tuple[int, int, Sym]]] = {k: [(p, p, v)] for k, (p, v) in entries.items()}
        for n, g in lengths.items():
            for k, (p, v) in other.items():
                ways.setdefault(n + k, []).append((self.c.both(g, p), self.c.both(g, p), v))
        return sym_fun(
            {
                k: (self.c.any(p for p, _, _ in found), self.v.merge([(g, v) for _, g, v in found]))
                for k, found in ways.items()
            }
        )

    def _sub_sequence(
        self, entries: Mapping[Value, tuple[int, Sym]], args: list[Sym], path: int, span: Span
    ) -> Sym:
        ways: list[tuple[int, Sym]] = []
        for g, m in self.numbers(args[1], path, span):
            for h, n in self.numbers(args[2], path, span):
                here = self.c.both(g, h)
                if here == FALSE:
                    continue
                items = [(k, self._at(entries, k, self.c.both(path, here), span)) for k in range(m, n + 1)]
                ways.append((here, sym_fun({k - m + 1: (TRUE, v) for k, v in items})))
        return self.v.merge(ways)


def _message(value: Sym) -> str:
    return value if isinstance(value, str) else "Assert failed"


def _permutations(items: frozenset[Value]) -> frozenset[Value]:
    keys = sorted(items, key=ir.sort_key)
    return frozenset(ir.Fun(dict(zip(keys, image, strict=True))) for image in permutations(keys))


_COMPARE: dict[Op, Callable[[int, int], bool]] = {
    Op.LT: lambda m, n: m < n,
    Op.LE: lambda m, n: m <= n,
    Op.GT: lambda m, n: m > n,
    Op.GE: lambda m, n: m >= n,
}
_COMPUTE: dict[Op, Callable[[int, int], int]] = {
    Op.ADD: lambda m, n: m + n,
    Op.SUB: lambda m, n: m - n,
    Op.MUL: lambda m, n: m * n,
    Op.DIV: lambda m, n: m // n,
    Op.MOD: lambda m, n: m % n,
    Op.EXP: lambda m, n: m**n,
}


def _partial(op: Op, m: int, n: int) -> str | None:
    if op in (Op.DIV, Op.MOD) and n == 0:
        return "division by zero"
    if op is Op.MOD and n < 0:
        return f"{m} % {n}: the second number must be positive"
    if op is Op.EXP and (n < 0 or (m == 0 and n == 0)):
        return f"{m}^{n} is not defined"
    return None
