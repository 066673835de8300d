"""What constants leave of an expression: the rest is looked at once for each step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.ir import children

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.sizes.evaluate import Evaluator


def residual(expr: ir.Expr, known: Evaluator) -> ir.Expr:
    """Return an expression of the same value and with the same errors, without what constants decide."""
    if constant(expr):
        return known.literal(expr)
    match expr:
        case ir.Named(body=body):
            return residual(body, known)
        case ir.And(items):
            return _joined(ir.And, items, known, neutral=True)
        case ir.Or(items):
            return _joined(ir.Or, items, known, neutral=False)
        case ir.Implies(left, right):
            test, then = residual(left, known), residual(right, known)
            if truth(test) is not None:
                return then if truth(test) else ir.Literal(value=True)
            return ir.Implies(test, then)
        case ir.If(test, then, orelse):
            decided = residual(test, known)
            if truth(decided) is not None:
                return residual(then if truth(decided) else orelse, known)
            return ir.If(decided, residual(then, known), residual(orelse, known))
        case ir.Case(arms, other):
            left_over = [(residual(guard, known), residual(body, known)) for guard, body in arms]
            rest = None if other is None else residual(other, known)
            return ir.Case(tuple(arm for arm in left_over if truth(arm[0]) is not False), rest, expr.span)
        case ir.Forall(bounds, body):
            return ir.Forall(_bounds(bounds, known), residual(body, known))
        case ir.Exists(bounds, body):
            return ir.Exists(_bounds(bounds, known), residual(body, known))
        case ir.Filter(bound, body):
            return ir.Filter(_bounds([bound], known)[0], residual(body, known))
        case ir.Apply(op, args):
            return ir.Apply(op, tuple(residual(arg, known) for arg in args), expr.span)
        case _:
            return expr


def constant(expr: ir.Expr) -> bool:
    """Tell whether an expression depends on constants alone."""
    return not isinstance(expr, ir.Variable | ir.Local) and all(map(constant, children(expr)))


def truth(expr: ir.Expr) -> bool | None:
    """Return the truth that an expression spells out, if it does."""
    return expr.value if isinstance(expr, ir.Literal) and isinstance(expr.value, bool) else None


def _joined(
    kind: type[ir.And | ir.Or], items: Sequence[ir.Expr], known: Evaluator, *, neutral: bool
) -> ir.Expr:
    found: list[ir.Expr] = []
    for item in items:
        part = residual(item, known)
        if truth(part) is neutral:
            continue
        found.append(part)
        if truth(part) is not None:
            break
    if not found:
        return ir.Literal(value=neutral)
    return found[0] if len(found) == 1 else kind(tuple(found))


def _bounds(bounds: Sequence[ir.Bound], known: Evaluator) -> tuple[ir.Bound, ...]:
    return tuple(replace(bound, domain=residual(bound.domain, known)) for bound in bounds)
