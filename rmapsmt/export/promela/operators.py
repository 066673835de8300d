"""The strict operators, where an argument depends on the state."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final, cast

from rmapsmt.errors import EvalFault, Unsupported
from rmapsmt.export.promela.sets import Path, Values
from rmapsmt.export.promela.storage import FunctionShape, Place
from rmapsmt.export.promela.terms import Sort, Term, Truth
from rmapsmt.export.promela.value import UNDEFINED, Fields, Lazy, Members, Stored, Sym, is_known, kind
from rmapsmt.interp.operators import OPERATORS
from rmapsmt.interp.values import write_out
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.export.promela.terms import Scalar
    from rmapsmt.source import Span

_COMPARISONS: Final[dict[Op, Callable[[int, int], bool]]] = {
    Op.LT: operator.lt, Op.LE: operator.le, Op.GT: operator.gt, Op.GE: operator.ge,
}  # fmt: skip
_NUMBERS: Final[dict[Op, Callable[[int, int], int]]] = {
    Op.ADD: operator.add, Op.SUB: operator.sub, Op.MUL: operator.mul,
}  # fmt: skip
_LAZY: Final = frozenset({Op.SUBSET, Op.FUNCTION_SET, Op.PRODUCT})
_TRUTHS: Final = frozenset({Op.NOT, Op.IFF})
_ARITHMETIC: Final = frozenset({*_COMPARISONS, *_NUMBERS, Op.DIV, Op.MOD, Op.NEG, Op.RANGE})


class Operators(Values):
    """Applies operators; to values that are all known, as the interpreter does."""

    def apply(self, op: Op, args: Sequence[Sym], path: Path, span: Span) -> Sym:
        """Return the value of an operator on these arguments."""
        if any(arg is UNDEFINED for arg in args):
            return UNDEFINED
        if op in _LAZY:
            return Lazy(op, tuple(args))
        if all(map(is_known, args)):
            return self._computed(op, args, path, span)
        wanted = Sort.TRUTH if op in _TRUTHS else Sort.NUMBER
        if op in _TRUTHS | _ARITHMETIC and any(kind(arg) is not wanted for arg in args):
            self.fault(path, f"an argument of {op} is no {wanted.name.lower()}", span)
            return UNDEFINED
        match op, args:
            case Op.NOT, (a,):
                return self.terms.no(cast("Truth", a))
            case Op.IFF, (a, b):
                return self.terms.iff(cast("Truth", a), cast("Truth", b))
            case Op.EQ, (a, b):
                return self.equal(a, b, path, span)
            case Op.NE, (a, b):
                return self.terms.no(self.equal(a, b, path, span))
            case Op.IN, (a, b):
                return self.contains(b, a, path, span)
            case Op.NOT_IN, (a, b):
                return self.terms.no(self.contains(b, a, path, span))
            case Op.SUBSET_EQ, (a, b):
                return self.contains(Lazy(Op.SUBSET, (b,)), a, path, span)
            case ((Op.CUP | Op.CAP | Op.SET_MINUS), (a, b)):
                return self._combined(op, a, b, path, span)
            case Op.CARDINALITY, (a,):
                return self.terms.count(self.members(a, path, span).values())
            case Op.IS_FINITE_SET, (_,):
                return True
            case Op.RANGE, (a, b):
                return Lazy(op, (a, b))
            case Op.NEG, (a,):
                return self.terms.number("-", 0, cast("Scalar", a), operator.sub)
            case ((Op.DIV | Op.MOD), (a, b)):
                return self._divided(op, a, b, path, span)
            case _ if op in _COMPARISONS:
                a, b = cast("Sequence[Scalar]", args)
                return self.terms.compared(op.value, a, b, _COMPARISONS[op])
            case _ if op in _NUMBERS:
                a, b = cast("Sequence[Scalar]", args)
                return self.terms.number(op.value, a, b, _NUMBERS[op])
            case Op.SET_OF, _:
                return self.set_of([(True, arg) for arg in args], path, span)
            case Op.TUPLE_OF, _:
                return Fields(dict(enumerate(args, start=1)))
            case Op.APPLY, (f, x):
                return self.applied(f, x, path, span)
            case Op.ASSERT, (test, _):
                self.record(path, self.terms.no(cast("Truth", test)), "this assertion fails", span)
                return True
            case Op.PRINT, (_, value):
                return value
            case _:
                return self._function_operator(op, args, path, span)

    def _computed(self, op: Op, args: Sequence[Sym], path: Path, span: Span) -> Sym:
        if op is Op.PERMUTATIONS or op is Op.SEQ:
            raise Unsupported(f"{op} is not translated", span)
        try:
            found = OPERATORS[op](*args, span)
            plain = write_out(found, span)
        except EvalFault as fault:
            self.fault(path, fault.message, fault.span or span)
            return UNDEFINED
        return plain

    def _combined(self, op: Op, a: Sym, b: Sym, path: Path, span: Span) -> Sym:
        xs = self.members(a, path, span)
        if op is Op.CUP:
            ys = self.members(b, path, span)
            if not ys or not xs:
                return b if not xs else a
            every = [*xs, *(v for v in ys if v not in xs)]
            return Members({v: self.terms.any([xs.get(v, False), ys.get(v, False)]) for v in every})
        wanted: Callable[[Truth], Truth] = self.terms.no if op is Op.SET_MINUS else lambda t: t
        kept = {v: self.terms.all([t, wanted(self.contains(b, v, path, span))]) for v, t in xs.items()}
        return Members({v: t for v, t in kept.items() if t is not False})

    def _divided(self, op: Op, a: Sym, b: Sym, path: Path, span: Span) -> Sym:
        """Round towards minus infinity, as TLA+ does; C rounds towards zero."""
        if type(b) is not int or not isinstance(a, Term):
            raise Unsupported(f"{op} by what depends on the state is not translated", span)
        if b <= 0:
            self.fault(path, f"the divisor of {op} is not positive", span)
            return UNDEFINED
        if a.options is not None and all(isinstance(v, int) and v >= 0 for v in a.options):
            form = f"({{}} / {b})" if op is Op.DIV else f"({{}} % {b})"
        elif op is Op.DIV:
            form = f"(({{0}} - (({{0}} % {b} + {b}) % {b})) / {b})"
        else:
            form = f"(({{}} % {b} + {b}) % {b})"
        return self.terms.call(form, a, lambda x: x // b if op is Op.DIV else x % b)

    def set_of(self, ways: Sequence[tuple[Truth, Sym]], path: Path, span: Span) -> Sym:
        """Return the set of these values, each where it is one."""
        if len(ways) == 1 and ways[0][0] is True and not is_known(ways[0][1]) and ways[0][1] is not UNDEFINED:
            only = ways[0][1]
            return Members({v: t for t, v in self.alternatives(only, path, span)}, only)
        found: dict[Value, list[Truth]] = {}
        for truth, value in ways:
            for where, known in self.alternatives(value, path, span):
                found.setdefault(known, []).append(self.terms.all([truth, where]))
        truths = {v: self.terms.any(where) for v, where in found.items()}
        if all(truth is True for truth in truths.values()):
            return frozenset(truths)
        return Members({v: t for v, t in truths.items() if t is not False})

    def applied(self, f: Sym, x: Sym, path: Path, span: Span) -> Sym:
        """Return the value of a function at an argument."""
        if isinstance(f, Place) and isinstance(f.shape, FunctionShape) and isinstance(x, Term):
            outside = self._outside(x, [key for key, _ in f.shape.entries], path, span)
            inner = path.given(self.terms.no(outside), self.terms)
            if inner is None:
                return UNDEFINED
            inside = self._narrowed(x, [key for key, _ in f.shape.entries])
            if inside.options is not None and len(inside.options) == 1:
                return self.fetched(self.storage.at(f, next(iter(inside.options))), inner)
            if self.storage.indexable(f, inside):
                return self.fetched(self.storage.at(f, inside), inner)
        if isinstance(f, Stored) and isinstance(x, Term) and x == f.key:
            return f.value
        entries = self.fields(f, path, span)
        if entries is None:
            return UNDEFINED
        if not isinstance(f, Place):
            self._outside(x, list(entries), path, span)
        ways = [(t, entries[v]) for t, v in self.alternatives(x, path, span) if v in entries]
        return self.cases(ways, path, span)

    def _outside(self, x: Sym, keys: list[Value], path: Path, span: Span) -> Truth:
        """Record where an argument is outside the domain, and return it."""
        if keys and kind(x) != kind(keys[0]):
            outside: Truth = True
        else:
            outside = self.terms.no(self.contains(frozenset(keys), x, path, span))
        self.record(path, outside, "a function is applied outside its domain", span)
        return outside

    @staticmethod
    def _narrowed(x: Term, keys: list[Value]) -> Term:
        """Return an argument as it is inside the domain."""
        options = frozenset(keys) if x.options is None else x.options & frozenset(keys)
        return Term(x.text, x.sort, x.level, options, x.reads)

    def _function_operator(self, op: Op, args: Sequence[Sym], path: Path, span: Span) -> Sym:
        match op, args:
            case Op.DOMAIN, (f,):
                return frozenset(self.fields(f, path, span) or {})
            case Op.LEN, (f,):
                return len(self.fields(f, path, span) or {})
            case Op.PAIR, (key, value) if is_known(key):
                return Fields({cast("Value", key): value})
            case Op.OVERRIDE, (f, g):
                return Fields({**(self.fields(g, path, span) or {}), **(self.fields(f, path, span) or {})})
            case Op.UNION, (a,):
                found: dict[Value, list[Truth]] = {}
                for inner, truth in self.members(a, path, span).items():
                    for value in inner if isinstance(inner, frozenset) else ():
                        found.setdefault(value, []).append(truth)
                return Members({v: self.terms.any(t) for v, t in found.items()})
            case _:
                raise Unsupported(f"{op} of what depends on the state is not translated", span)
