r"""Definite sort errors, found before anything runs.

TLA+ is untyped, so this finds only what is wrong whatever the variables hold: `1 + TRUE`, `~3`,
`x \in 5`.  What depends on a variable's value is left to the two semantics, which are type-strict.
"""

from __future__ import annotations

from enum import StrEnum

from rmapsmt import ir
from rmapsmt.errors import ClaimFault, SortFault
from rmapsmt.ir import Op


class Sort(StrEnum):
    """The kinds of value that can be told apart without running anything."""

    BOOL = "a truth value"
    INT = "a number"
    STRING = "a string"
    SET = "a set"
    FUNCTION = "a function"
    ANY = "any value"


_INT_ARGS = {Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MOD, Op.EXP, Op.NEG, Op.LT, Op.LE, Op.GT, Op.GE, Op.RANGE}
_SET_ARGS = {
    Op.SUBSET_EQ, Op.CUP, Op.CAP, Op.SET_MINUS, Op.SUBSET, Op.UNION, Op.CARDINALITY, Op.SEQ, Op.FUNCTION_SET,
    Op.PRODUCT, Op.PERMUTATIONS,
}  # fmt: skip
_FUNCTION_ARGS = {Op.DOMAIN, Op.HEAD, Op.TAIL, Op.OVERRIDE}  # TLC joins strings with \o, too
_WANTED = {
    **dict.fromkeys(_INT_ARGS, Sort.INT),
    **dict.fromkeys(_SET_ARGS, Sort.SET),
    **dict.fromkeys(_FUNCTION_ARGS, Sort.FUNCTION),
    **dict.fromkeys([Op.NOT, Op.IFF], Sort.BOOL),
}
_RESULT = {
    **dict.fromkeys(
        [Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.MOD, Op.EXP, Op.NEG, Op.CARDINALITY, Op.LEN], Sort.INT
    ),
    **dict.fromkeys(
        [Op.NOT, Op.IFF, Op.EQ, Op.NE, Op.IN, Op.NOT_IN, Op.SUBSET_EQ, Op.LT, Op.LE, Op.GT, Op.GE,
         Op.IS_FINITE_SET], Sort.BOOL
    ),
    **dict.fromkeys(
        [Op.CUP, Op.CAP, Op.SET_MINUS, Op.SUBSET, Op.DOMAIN, Op.RANGE, Op.SEQ, Op.SET_OF, Op.FUNCTION_SET,
         Op.PRODUCT, Op.PERMUTATIONS], Sort.SET
    ),
    **dict.fromkeys([Op.TUPLE_OF, Op.PAIR, Op.OVERRIDE, Op.APPEND], Sort.FUNCTION),
    Op.TO_STRING: Sort.STRING,
}  # fmt: skip


def check_sorts(system: ir.TransitionSystem) -> None:
    """Raise a SortFault at the first operator that is given the wrong kind of value."""
    checker = _Checker()
    for expr in (*system.assumptions, system.init, system.next):
        checker.want(expr, Sort.BOOL, "a formula")
    for name, predicate in system.predicates.items():
        if (sort := checker.sort(predicate)) not in (Sort.BOOL, Sort.ANY):
            raise ClaimFault(name, f"{name} is {sort}, not a formula", predicate.span)


class _Checker:
    def __init__(self) -> None:
        # An expression is kept with its sort, or its id would be used again.
        self._known: dict[int, tuple[ir.Expr, Sort]] = {}
        self._locals: dict[int, Sort] = {}  # of what LET binds

    def want(self, expr: ir.Expr, sort: Sort, who: str) -> None:
        found = self.sort(expr)
        if found not in (sort, Sort.ANY):
            raise SortFault(f"{who} wants {sort}, this is {found}", expr.span)

    def sort(self, expr: ir.Expr) -> Sort:
        # What is told at a glance is not kept: it is nine tenths of a system, and `match` would take longer.
        if isinstance(expr, ir.Variable):
            return Sort.ANY
        if isinstance(expr, ir.Apply):
            if expr.op is Op.EQ and isinstance(expr.args[0], ir.Variable):
                self.sort(expr.args[1])
                return Sort.BOOL
        elif isinstance(expr, ir.Local):
            return self._locals.get(expr.slot, Sort.ANY)
        elif isinstance(expr, ir.Literal):
            return _of(expr.value)
        known = self._known.get(id(expr))
        if known is None:
            known = self._known[id(expr)] = (expr, self._sort(expr))
        return known[1]

    def _sort(self, expr: ir.Expr) -> Sort:
        match expr:
            case ir.Apply(op, args):
                return self._apply(op, args)
            case ir.InfiniteSet():
                return Sort.SET
            case ir.And(items) | ir.Or(items):
                for item in items:
                    if not _equates_variables(item):
                        self.want(item, Sort.BOOL, "/\\" if isinstance(expr, ir.And) else "\\/")
                return Sort.BOOL
            case ir.Implies(left, right):
                self.want(left, Sort.BOOL, "=>")
                self.want(right, Sort.BOOL, "=>")
                return Sort.BOOL
            case ir.If(test, then, orelse):
                self.want(test, Sort.BOOL, "IF")
                return _join(self.sort(then), self.sort(orelse))
            case ir.Case(arms, other):
                for guard, _ in arms:
                    self.want(guard, Sort.BOOL, "CASE")
                values = [self.sort(value) for _, value in arms]
                return _join(*values, *([] if other is None else [self.sort(other)]))
            case ir.Let(local, value, body):
                self._locals[local.slot] = self.sort(value)
                return self.sort(body)
            case ir.Named(body=body):
                return self.sort(body)
            case ir.Forall(bounds, body) | ir.Exists(bounds, body):
                self._bounds(bounds)
                self.want(body, Sort.BOOL, "a quantifier")
                return Sort.BOOL
            case ir.Choose(bound, body):
                self._bounds((bound,))
                self.want(body, Sort.BOOL, "CHOOSE")
                return Sort.ANY
            case ir.Filter(bound, body):
                self._bounds((bound,))
                self.want(body, Sort.BOOL, "a set filter")
                return Sort.SET
            case ir.Image(body, bounds):
                self._bounds(bounds)
                self.sort(body)
                return Sort.SET
            case ir.Function(bounds, body):
                self._bounds(bounds)
                self.sort(body)
                return Sort.FUNCTION
            case ir.Record(fields):
                for _, value in fields:
                    self.sort(value)
                return Sort.FUNCTION
            case ir.RecordSet(fields):
                for _, value in fields:
                    self.want(value, Sort.SET, "a set of records")
                return Sort.SET
            case ir.Except(function, path, _, value):
                self.want(function, Sort.FUNCTION, "EXCEPT")
                for part in (*path, value):
                    self.sort(part)
                return Sort.FUNCTION
            case _:
                return Sort.ANY

    def _bounds(self, bounds: tuple[ir.Bound, ...]) -> None:
        for bound in bounds:
            self.want(bound.domain, Sort.SET, "\\in")

    def _apply(self, op: Op, args: tuple[ir.Expr, ...]) -> Sort:
        if op is Op.EQ or op is Op.NE:
            left, right = self.sort(args[0]), self.sort(args[1])
            if left is not right and left is not Sort.ANY and right is not Sort.ANY:
                raise SortFault(f"{left} is compared with {right}", args[1].span)
            return Sort.BOOL
        if (wanted := _WANTED.get(op)) is not None:
            for arg in args:
                self.want(arg, wanted, str(op))
            return _RESULT.get(op, Sort.ANY)
        for arg in args:
            self.sort(arg)
        match op:
            case Op.IN | Op.NOT_IN:
                self.want(args[1], Sort.SET, str(op))
            case Op.APPLY:
                self.want(args[0], Sort.FUNCTION, "function application")
            case Op.APPEND | Op.SUB_SEQ:
                self.want(args[0], Sort.FUNCTION, str(op))
            case _:
                pass
        return _RESULT.get(op, Sort.ANY)


def _equates_variables(expr: ir.Expr) -> bool:
    """Tell whether it is `x' = x`, as two thirds of all nodes are part of."""
    if not isinstance(expr, ir.Apply) or expr.op is not Op.EQ:
        return False
    left, right = expr.args
    return isinstance(left, ir.Variable) and isinstance(right, ir.Variable)


def _of(value: ir.Value) -> Sort:
    match value:
        case bool():
            return Sort.BOOL
        case int():
            return Sort.INT
        case str():
            return Sort.STRING
        case frozenset():
            return Sort.SET
        case ir.Fun():
            return Sort.FUNCTION
        case ir.ModelValue():
            return Sort.ANY


def _join(*sorts: Sort) -> Sort:
    known = {sort for sort in sorts if sort is not Sort.ANY}
    return known.pop() if len(known) == 1 and Sort.ANY not in sorts else Sort.ANY
