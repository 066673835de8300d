"""Every action says what becomes of every variable; silence is an error, never a frame invented here."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.errors import FrameFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.source import Span


def check_frame(system: ir.TransitionSystem) -> None:
    """Raise a FrameFault that names the first action and the variables that it leaves out."""
    names = tuple(v.name for v in system.variables)
    for action, span, assigned in _branches(system.next, None):
        if assigned is not None and (missing := [n for n in names if n not in assigned]):
            who = f"{action.name} says" if action else "this step says"
            raise FrameFault(
                f"{who} nothing about {', '.join(n + chr(39) for n in missing)}",
                action.span if action else span,
                f"add UNCHANGED {missing[0] if len(missing) == 1 else '<<' + ', '.join(missing) + '>>'}",
            )


Assigned = frozenset[str] | None  # None: the branch can never be taken


def _branches(expr: ir.Expr, action: ir.Named | None) -> Iterator[tuple[ir.Named | None, Span, Assigned]]:
    """Yield each way of taking a step: the action that names it and the variables that it assigns."""
    match expr:
        case ir.Named(body=body):
            yield from _branches(body, expr)
        case ir.Or(items):
            for item in items:
                yield from _branches(item, action)
        case ir.Exists(_, body) | ir.Let(_, _, body):
            yield from _branches(body, action)
        case ir.If(_, then, orelse):
            yield from _branches(then, action)
            yield from _branches(orelse, action)
        case ir.Case(arms, other):
            for body in [*(value for _, value in arms), *([] if other is None else [other])]:
                yield from _branches(body, action)
        case ir.And(items):
            parts = ir.guarded(expr)
            if parts is None:
                yield from _conjunction(items, expr.span, action)
            elif None not in {assigned for guard in parts[0] for _, _, assigned in _branches(guard, action)}:
                yield from _branches(parts[1], action)
        case _:
            yield action, expr.span, _assigned(expr)


def _conjunction(
    items: tuple[ir.Expr, ...], span: Span, action: ir.Named | None
) -> Iterator[tuple[ir.Named | None, Span, Assigned]]:
    """Yield one branch for each combination of choices that differ in what they assign."""
    sets: set[Assigned] = {frozenset(chain.from_iterable(map(_simply, items)))}
    for item in items:
        if _simply(item):
            continue
        found = {assigned for _, _, assigned in _branches(item, action)}
        sets = {None if a is None or b is None else a | b for a in sets for b in found}
    for assigned in sorted(sets, key=lambda s: -1 if s is None else len(s)):
        yield action, span, assigned


def _simply(expr: ir.Expr) -> tuple[str, ...]:
    """Return the one variable that an equation assigns, without a look at what it chooses from."""
    if isinstance(expr, ir.Apply) and (expr.op is ir.Op.EQ or expr.op is ir.Op.IN):
        left = expr.args[0]
        if isinstance(left, ir.Variable) and left.primed:
            return (left.name,)
    return ()


def _assigned(expr: ir.Expr) -> Assigned:
    match expr:
        case ir.Literal(False):
            return None
        case ir.Forall(_, body):
            return _common(body)
        case _:
            return frozenset(_simply(expr))


def _common(body: ir.Expr) -> Assigned:
    sets = [s for _, _, s in _branches(body, None) if s is not None]
    return frozenset.intersection(*sets) if sets else None
