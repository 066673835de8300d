r"""Waiting for locks, made optional: a constant for each action that waits says whether it does.

An action waits for a lock by a conjunct that reads variables of the role `lock` and, beside them, at most
registers of its own task: `lock[m] = Unlocked`, `serving = mine[p]`.  An action that changes nothing waits
for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.ir import Op

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.source import Tag

LOCK, REGISTER = "lock", "register"


@dataclass(frozen=True, slots=True)
class Wait:
    """An action that waits; where the constant is FALSE it goes ahead, and does all else that it did."""

    action: str
    locks: tuple[str, ...]
    tags: tuple[Tag, ...] = ()

    @property
    def constant(self) -> str:
        """The name of its constant: no identifier of TLA+, so no specification declares it."""
        return f"{self.action} waits for {' and '.join(self.locks)}"


def optional_waits(system: ir.TransitionSystem) -> tuple[ir.TransitionSystem, tuple[Wait, ...]]:
    """Return the system with a new constant for each action that waits, and those actions.

    Where all the new constants are TRUE it is the system that was given.
    """
    found = _Waits({v.name: v.role for v in system.variables})
    following = found.action(system.next, None, fixed=False)
    constants = (*system.constants, *map(ir.ConstantDecl, found.waits))
    return replace(system, next=following, constants=constants), tuple(found.waits.values())


@dataclass(slots=True)
class _Waits:
    """Goes through an action as those do who take its steps, by the rules of `ir.action`."""

    roles: dict[str, str]
    waits: dict[str, Wait] = field(default_factory=dict)  # by constant
    _values: dict[int, ir.Expr] = field(default_factory=dict)  # of what a LET names

    def action(self, expr: ir.Expr, named: ir.Named | None, *, fixed: bool) -> ir.Expr:
        """Return the action with its waiting made optional; `named` is what its steps are called by."""
        match expr:
            case ir.Named(body=body):
                if not fixed and _stutters(body):
                    return expr
                return replace(expr, body=self.action(body, named if fixed else expr, fixed=fixed))
            case ir.And(items):
                fixed = fixed or (len(items) > 1 and ir.guarded(expr) is None)
                parts = [
                    self.action(item, named, fixed=fixed) if _primed(item) else self._guard(item, named)
                    for item in items
                ]
                return replace(expr, items=tuple(parts))
            case ir.Or(items):
                return replace(expr, items=tuple(self.action(item, named, fixed=fixed) for item in items))
            case ir.Exists(body=body):
                return replace(expr, body=self.action(body, named, fixed=fixed))
            case ir.Forall(body=body):
                return replace(expr, body=self.action(body, named, fixed=True))
            case ir.Implies(right=right):
                return replace(expr, right=self.action(right, named, fixed=True))
            case ir.If(then=then, orelse=orelse):
                then, orelse = (self.action(branch, named, fixed=fixed) for branch in (then, orelse))
                return replace(expr, then=then, orelse=orelse)
            case ir.Case(arms, other):
                taken = tuple((test, self.action(body, named, fixed=fixed)) for test, body in arms)
                rest = other if other is None else self.action(other, named, fixed=fixed)
                return replace(expr, arms=taken, other=rest)
            case ir.Let(local, value, body):
                self._values[local.slot] = value
                return replace(expr, body=self.action(body, named, fixed=fixed))
            case _:
                return expr

    def _guard(self, expr: ir.Expr, named: ir.Named | None) -> ir.Expr:
        """Return a conjunct without primes; each part of it that waits is optional."""
        match expr:
            case ir.Named(body=body):
                return replace(expr, body=self._guard(body, named))
            case ir.And(items):
                return replace(expr, items=tuple(self._guard(item, named) for item in items))
        read = dict.fromkeys(v.name for v in _variables(expr, self._values))
        locks = tuple(name for name in read if self.roles[name] == LOCK)
        if named is None or not locks or any(self.roles[name] not in {LOCK, REGISTER} for name in read):
            return expr
        wait = Wait(named.name, locks, named.tags)
        self.waits.setdefault(wait.constant, wait)
        return ir.Implies(ir.Constant(wait.constant, expr.span), expr, expr.span)


def _variables(expr: ir.Expr, values: dict[int, ir.Expr]) -> Iterator[ir.Variable]:
    """Yield the variables that an expression reads, by the names in `values` too."""
    if isinstance(expr, ir.Variable):
        yield expr
    elif isinstance(expr, ir.Local) and expr.slot in values:
        yield from _variables(values[expr.slot], values)
    for child in ir.children(expr):
        yield from _variables(child, values)


def _primed(expr: ir.Expr) -> bool:
    return any(variable.primed for variable in _variables(expr, {}))


def _stutters(expr: ir.Expr) -> bool:
    """Tell whether every assignment of an action leaves its variable as it is."""
    match expr:
        case ir.Apply(Op.EQ, (ir.Variable(index=index, primed=True), ir.Variable(index=same, primed=False))):
            return index == same
        case ir.Apply():
            return not _primed(expr)
        case _:
            return all(map(_stutters, ir.children(expr)))
