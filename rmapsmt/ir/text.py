r"""Expressions as TLA+ again: what is written here is read back as the same expression.

Definitions are unfolded, except those that the caller says can be named where the text will stand.
Of precedences only those are relied on that every reader has: comparisons in /\ and \/, and these in =>.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from rmapsmt.ir.expression import (
    And,
    Apply,
    Bound,
    Case,
    Choose,
    Constant,
    Except,
    Exists,
    Expr,
    Filter,
    Forall,
    Function,
    If,
    Image,
    Implies,
    InfiniteSet,
    Let,
    Literal,
    Local,
    Named,
    Op,
    Or,
    Record,
    RecordSet,
    Variable,
)
from rmapsmt.ir.value import show

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rmapsmt.source import Span

_CALLS = {
    Op.CARDINALITY, Op.IS_FINITE_SET, Op.SEQ, Op.LEN, Op.APPEND, Op.HEAD, Op.TAIL, Op.SUB_SEQ, Op.ASSERT,
    Op.PRINT, Op.PERMUTATIONS, Op.TO_STRING,
}  # fmt: skip
_PREFIXES = {Op.NOT: "~ ", Op.SUBSET: "SUBSET ", Op.UNION: "UNION ", Op.DOMAIN: "DOMAIN ", Op.NEG: "-"}
_COMPARISONS = {
    Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE, Op.IN, Op.NOT_IN, Op.SUBSET_EQ,
}  # fmt: skip
_ARITHMETICS = {Op.ADD, Op.SUB, Op.RANGE}
_IMPLIES, _JUNCTION, _COMPARISON, _ARITHMETIC, _CLOSED = 1, 3, 5, 9, 20


def written(expr: Expr, operators: Mapping[str, Span] | None = None, taken: Collection[str] = ()) -> str:
    """Return an expression as TLA+.

    `operators` can be named where the text will stand: where each is defined.  `taken` are names that no
    bound one may have.
    """
    known = operators or {}
    return _Writer(known, frozenset(taken).union(known)).top(expr, {})


class _Writer:
    """Writes; a scope gives each bound name, by its slot, the name that it has in the text."""

    def __init__(self, operators: Mapping[str, Span], taken: frozenset[str]) -> None:
        self.operators, self.taken = operators, taken

    def top(self, expr: Expr, scope: Mapping[int, str]) -> str:
        """Return an expression that stands alone."""
        match expr:
            case Named(name, ()) if self.operators.get(name) == expr.span:
                return name
            case Named(body=body):
                return self.top(body, scope)
            case Literal(value):
                return show(value)
            case InfiniteSet(kind):
                return kind.value
            case Constant(name):
                return name
            case Variable(name, primed=primed):
                return f"{name}'" if primed else name
            case Local(name, slot):
                return scope.get(slot, name)
            case Apply(op, args):
                return self.apply(op, args, scope)
            case And((item,)) | Or((item,)):
                return self.top(item, scope)
            case And(items):
                return " /\\ ".join(self.part(item, scope, _JUNCTION) for item in items) or "TRUE"
            case Or(items):
                return " \\/ ".join(self.part(item, scope, _JUNCTION) for item in items) or "FALSE"
            case Implies(left, right):
                return f"{self.part(left, scope, _IMPLIES)} => {self.part(right, scope, _IMPLIES)}"
            case If(test, then, orelse):
                return (
                    f"IF {self.top(test, scope)} THEN {self.top(then, scope)} ELSE {self.top(orelse, scope)}"
                )
            case Case(arms, other):
                parts = [f"{self.part(test, scope)} -> {self.part(body, scope)}" for test, body in arms]
                parts += [] if other is None else [f"OTHER -> {self.part(other, scope)}"]
                return f"CASE {' [] '.join(parts)}"
            case Let(local, value, body):
                inner = self.enter([local], scope)
                return f"LET {inner[local.slot]} == {self.top(value, scope)} IN {self.top(body, inner)}"
            case Forall(bounds, body):
                return self.quantified("\\A ", bounds, body, scope)
            case Exists(bounds, body):
                return self.quantified("\\E ", bounds, body, scope)
            case Choose(bound, body):
                return self.quantified("CHOOSE ", (bound,), body, scope)
            case Filter(bound, body):
                return f"{{{self.quantified('', (bound,), body, scope)}}}"
            case Image(body, bounds):
                text, inner = self.bounds(bounds, scope)
                return f"{{{self.top(body, inner)} : {text}}}"
            case Function():
                return self.function(expr, scope)
            case Record(fields):
                return "[" + ", ".join(f"{name} |-> {self.top(item, scope)}" for name, item in fields) + "]"
            case RecordSet(fields):
                return "[" + ", ".join(f"{name} : {self.top(item, scope)}" for name, item in fields) + "]"
            case Except(function, path, at, value):
                inner = self.enter([at], scope)
                inner[at.slot] = "@"
                places = "".join(f"[{self.top(selector, scope)}]" for selector in path)
                return f"[{self.top(function, scope)} EXCEPT !{places} = {self.top(value, inner)}]"
            case _:
                assert_never(expr)

    def part(self, expr: Expr, scope: Mapping[int, str], around: int = _ARITHMETIC) -> str:
        """Return an expression that stands inside another, which binds as strongly as is said."""
        text = self.top(expr, scope)
        return text if _strength(self._shown(expr)) > around else f"({text})"

    def _shown(self, expr: Expr) -> Expr:
        """Return what is seen of an expression whose definition is unfolded."""
        while True:
            match expr:
                case Named(name, ()) if self.operators.get(name) == expr.span:
                    return Constant(name)
                case Named(body=body) | And((body,)) | Or((body,)):
                    expr = body
                case _:
                    return expr

    def apply(self, op: Op, args: tuple[Expr, ...], scope: Mapping[int, str]) -> str:
        """Return a built-in operator with its arguments."""
        whole = [self.top(arg, scope) for arg in args]
        match op:
            case Op.APPLY:
                return f"{self.part(args[0], scope)}[{whole[1]}]"
            case Op.SET_OF:
                return f"{{{', '.join(whole)}}}"
            case Op.TUPLE_OF:
                return f"<<{', '.join(whole)}>>"
            case Op.FUNCTION_SET:
                return f"[{whole[0]} -> {whole[1]}]"
            case _ if op in _CALLS:
                return f"{op.value}({', '.join(whole)})"
            case _ if op in _PREFIXES:
                return _PREFIXES[op] + self.part(args[0], scope)
            case _:
                between = f"{op.value}" if op is Op.RANGE else f" {op.value} "
                around = _COMPARISON if op in _COMPARISONS else _ARITHMETIC
                return between.join(self.part(arg, scope, around) for arg in args)

    def quantified(self, word: str, bounds: tuple[Bound, ...], body: Expr, scope: Mapping[int, str]) -> str:
        text, inner = self.bounds(bounds, scope)
        return f"{word}{text} : {self.top(body, inner)}"

    def function(self, expr: Function, scope: Mapping[int, str]) -> str:
        text, inner = self.bounds(expr.bounds, scope)
        if expr.recursive is None:
            return f"[{text} |-> {self.top(expr.body, inner)}]"
        inner = self.enter([expr.recursive], inner)
        name = inner[expr.recursive.slot]
        return f"LET {name}[{text}] == {self.top(expr.body, inner)} IN {name}"

    def bounds(self, bounds: tuple[Bound, ...], scope: Mapping[int, str]) -> tuple[str, dict[int, str]]:
        """Return names over sets, and the scope inside; the sets do not know the names."""
        inner = self.enter([local for bound in bounds for local in bound.locals], scope)
        parts = []
        for bound in bounds:
            names = ", ".join(inner[local.slot] for local in bound.locals)
            those = f"<<{names}>>" if bound.pattern else names
            parts.append(f"{those} \\in {self.part(bound.domain, scope, _COMPARISON)}")
        return ", ".join(parts), inner

    def enter(self, locals_: Iterable[Local], scope: Mapping[int, str]) -> dict[int, str]:
        """Give each bound name one that nothing else has here."""
        inner = dict(scope)
        for local in locals_:
            name, number = local.name, 1
            while name in self.taken or name in inner.values():
                number += 1
                name = f"{local.name}{number}"
            inner[local.slot] = name
        return inner


def _strength(expr: Expr) -> int:
    """Return how strongly an expression holds together, by its outermost operator."""
    match expr:
        case Literal(value):
            return _CLOSED if not isinstance(value, int) or value >= 0 else _ARITHMETIC
        case InfiniteSet() | Constant() | Variable() | Local() | Filter() | Image() | Record() | RecordSet():
            return _CLOSED
        case Function(recursive=None) | Except():
            return _CLOSED
        case Apply(op=op):
            if op in _CALLS or op in {Op.APPLY, Op.SET_OF, Op.TUPLE_OF, Op.FUNCTION_SET}:
                return _CLOSED
            return _COMPARISON if op in _COMPARISONS else _ARITHMETIC if op in _ARITHMETICS else 0
        case And() | Or():
            return _JUNCTION
        case _:
            return 0
