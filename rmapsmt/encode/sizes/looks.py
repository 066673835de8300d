"""Where a formula looks at a state: a step that has changed nothing there keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.evaluate import Evaluator, bind, singles
from rmapsmt.encode.sizes.term import APART, INT, Term
from rmapsmt.encode.sizes.value import Map, Record, Set, Tuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rmapsmt.encode.sizes.evaluate import Env
    from rmapsmt.encode.sizes.steps import Way
    from rmapsmt.encode.sizes.value import Value


@dataclass(frozen=True, slots=True)
class Effect:
    """What a way through an action does to the state that it begins in."""

    places: Mapping[int, tuple[Value, ...] | None]  # where each variable changes; None: anywhere
    written: Mapping[int, str]  # what each of them becomes; equal texts are equal functions
    apart: frozenset[tuple[str, str]]
    touched: tuple[str, ...]

    @staticmethod
    def of(way: Way, state: Sequence[Value]) -> Effect:
        """Return the effect of a way from this state."""
        changed = sorted(way.changed(state))
        return Effect(
            {index: places(way.next[index], state[index]) for index in changed},
            {index: _written(way.next[index]) for index in changed},
            frozenset(way.apart()),
            tuple(way.touched),
        )


def variables(expr: ir.Expr) -> frozenset[int]:
    """Return the places of the variables that an expression speaks of."""
    if isinstance(expr, ir.Variable):
        return frozenset({expr.index})
    return frozenset().union(*map(variables, ir.children(expr)))


def places(new: Value, old: Value) -> tuple[Value, ...] | None:
    """Return the places where EXCEPT has changed a function, None if it may differ anywhere."""
    return new.places if isinstance(new, Map) and new.base is old else None


def _written(value: Value) -> str:
    match value:
        case Map(domain, apply) if domain.sort is not None:
            with values.bound(domain.sort) as (one, _):
                return f"{_written(domain)} {_written(apply(one))}"
        case Set(sort=sort) if sort is not None:
            with values.bound(sort) as (one, _):
                return f"{term.text(value.contains(one))} {term.text(value.size()) if value.size else ''}"
        case Record(fields):
            return repr([(name, _written(one)) for name, one in fields.items()])
        case Tuple(parts):
            return repr([_written(one) for one in parts])
        case Map() | Set():
            return "{}"
        case _:
            return term.text(value)


class Looks:
    """The places of each variable at which a formula looks, whichever members of its sets are meant."""

    def __init__(self, before: Evaluator, formula: ir.Expr) -> None:
        """Look at the formula in a state of which nothing is known."""
        self._at: list[dict[str, Value]] = [{} for _ in before.state]
        # What a member is one of, where that is so in all states; a domain may be another one each time.
        self._within: dict[str, list[Set | None]] = {}
        watched = [self._watched(index, one) for index, one in enumerate(before.state)]
        self._state = Evaluator(before.constants, watched, before)
        self._walk(formula, {}, 0)

    def meet(self, effect: Effect, mentions: frozenset[int]) -> bool:
        """Tell whether the formula may look at something that has changed."""
        with APART.knowing(set(effect.apart)):
            return any(self._met(index, effect.places[index]) for index in mentions & effect.places.keys())

    def _met(self, index: int, changed: tuple[Value, ...] | None) -> bool:
        return changed is None or any(
            self._may_be(at, one) for at in self._at[index].values() for one in changed
        )

    def _may_be(self, at: Value, changed: Value) -> bool:
        within = self._within.get(at.text) if isinstance(at, Term) else None
        if within and all(one is not None and one.contains(changed) is False for one in within):
            return False
        return values.equal(at, changed) is not False

    def _watched(self, index: int, one: Value) -> Value:
        if not isinstance(one, Map):
            return one

        def apply(at: Value) -> Value:
            self._at[index][" ".join(map(term.text, values.scalars(at)))] = at
            return one.apply(at)

        return Map(one.domain, apply)

    def _walk(self, expr: ir.Expr, env: Env, free: int) -> None:
        match expr:
            case ir.Implies(left, right):
                self._state.truth(left, env)
                self._walk(right, env, free)
            case ir.Forall(bounds, body):
                self._each(singles(bounds), body, env, free)
            case _:
                self._state.truth(expr, env)

    def _each(
        self, bounds: Sequence[tuple[ir.Bound, ir.Local | None]], body: ir.Expr, env: Env, free: int
    ) -> None:
        if not bounds:
            self._walk(body, env, free)
            return
        (bound, local), *rest = bounds
        over = self._state.set(bound.domain, env)
        if over.items is not None or over.sort is None:
            for item in over.items or ():
                over.contains(item)
                self._each(rest, body, bind(bound, local, item, env), free)
            return
        one, names = values.free(over.sort, free)
        over.contains(one)
        always = over.sort == INT and not variables(bound.domain)
        for name in names:
            self._within.setdefault(name.text, []).append(over if always else None)
        self._each(rest, body, bind(bound, local, one, env), free + len(names))
