"""The names that an expression is evaluated under, and those that it leaves free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rmapsmt import ir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.encode.compare import Error
    from rmapsmt.encode.value import Sym
    from rmapsmt.ir import Value


@dataclass(slots=True)
class Thunk:
    """A LET value: worked out at its first use, with the errors that it may run into."""

    expr: ir.Expr
    env: Env
    value: Sym | None = None
    errors: tuple[Error, ...] = ()
    function: Recursive | None = None


@dataclass(slots=True)
class Recursive:
    """A function that its own body applies: each argument is worked out once."""

    function: ir.Function
    env: Env
    domain: Sym
    known: dict[Value, tuple[Sym, tuple[Error, ...]]]


Env: TypeAlias = "Mapping[int, Sym | Thunk | Recursive]"
NOTHING: Env = {}


_FREE: dict[int, tuple[ir.Expr, frozenset[int]]] = {}
PRIMED = -1


def free_slots(expr: ir.Expr) -> frozenset[int]:
    """Return the slots of the locals that an expression leaves free; PRIMED stands for any prime."""
    known = _FREE.get(id(expr))
    if known is None:
        known = _FREE[id(expr)] = (expr, _free(expr))
    return known[1]


def _free(expr: ir.Expr) -> frozenset[int]:
    match expr:
        case ir.Local(slot=slot):
            return frozenset({slot})
        case ir.Variable(primed=True):
            return frozenset({PRIMED})
        case ir.Let(local, value, body):
            return free_slots(value) | (free_slots(body) - {local.slot})
        case ir.Except(function, path, at, value):
            return frozenset().union(
                free_slots(function), *map(free_slots, path), free_slots(value) - {at.slot}
            )
        case ir.Forall(bounds, body) | ir.Exists(bounds, body) | ir.Image(body, bounds):
            return _free_bound(bounds, body, ())
        case ir.Function(bounds, body, recursive):
            return _free_bound(bounds, body, () if recursive is None else (recursive.slot,))
        case ir.Choose(bound, body) | ir.Filter(bound, body):
            return _free_bound((bound,), body, ())
        case _:
            return frozenset().union(*map(free_slots, ir.children(expr)))


def _free_bound(bounds: tuple[ir.Bound, ...], body: ir.Expr, also: tuple[int, ...]) -> frozenset[int]:
    bound = {local.slot for b in bounds for local in b.locals}
    return frozenset().union(*(free_slots(b.domain) for b in bounds), free_slots(body) - bound - set(also))
