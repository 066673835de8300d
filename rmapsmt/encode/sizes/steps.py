"""What an action does where sizes are left open: the ways through it, each with its conditions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.evaluate import Evaluator, ForkError, bind, singles
from rmapsmt.encode.sizes.term import Number, Term, Truth, neg
from rmapsmt.encode.sizes.value import UnboundedFault, Value
from rmapsmt.ir import Op
from rmapsmt.ir.action import guarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rmapsmt.encode.sizes.evaluate import Env


@dataclass(frozen=True, slots=True)
class Way:
    """One way through an action, as far as it has been followed."""

    name: str = ""  # of the innermost definition on the way
    named: bool = False  # it will not change any more
    conditions: tuple[Term, ...] = ()
    next: Mapping[int, Value] = None  # type: ignore[assignment]  # set where one begins
    errors: tuple[Truth, ...] = ()  # where a value is missing, under these conditions
    free: tuple[Term, ...] = ()  # variables that the conditions introduce
    decided: Mapping[str, bool] = field(default_factory=dict)  # tests that values depend on
    touched: Mapping[str, Number] = field(default_factory=dict)  # the places where a function has changed

    def changed(self, state: Sequence[Value]) -> frozenset[int]:
        """Return the variables that do not stay as they are."""
        return frozenset(index for index, new in self.next.items() if new is not state[index])

    def apart(self) -> Iterator[tuple[str, str]]:
        """Yield the terms that the conditions say differ from 0: those that are at least 1.

        A condition says so itself, or begins with it as the membership of an interval does; deeper in it
        the same words may be denied, or one of two.
        """
        for free in self.free:
            least = f"(<= 1 {free.text})"
            if any(said.text == least or said.text.startswith(f"(and {least} ") for said in self.conditions):
                yield free.text, "0"
                yield "0", free.text


class Steps:
    """The ways through the next-state relation of one model."""

    def __init__(self, evaluator: Evaluator, size: int) -> None:
        """Take steps from the evaluator's state; a state has so many variables."""
        self.evaluator, self.size = evaluator, size
        self._met: dict[tuple[Term, ...], Way] = {}  # where a value may be missing, by the conditions so far

    def of(self, action: ir.Expr) -> list[Way]:
        """Return ways that end where a value may be missing, and every way that constants do not exclude.

        A value is missing where it is looked for, whatever follows: of the way as a whole it is not asked.
        """
        found = list(self._follow(action, {}, Way(next={})))
        for way in found:
            if len(way.next) < self.size:
                raise UnboundedFault(f"{way.name} leaves a variable open")
        return [*self._met.values(), *found]

    def _follow(self, expr: ir.Expr, env: Env, way: Way) -> Iterator[Way]:
        match expr:
            case ir.Named(name=name, body=body):
                yield from self._follow(body, env, way if way.named else replace(way, name=name))
            case ir.And(items):
                held = way if way.named or guarded(expr) else replace(way, named=True)
                yield from self._all(items, env, held, named=way.named)
            case ir.Or(items) if _acts(expr):
                for item in items:
                    yield from self._follow(item, env, way)
            case ir.Exists(bounds, body) if _acts(body):
                yield from self._some(singles(bounds), body, env, way)
            case ir.If(test, then, orelse) if _acts(then) or _acts(orelse):
                yield from self._either(test, then, orelse, env, way)
            case ir.Let(local, bound, body) if _acts(body):
                for known, after in self._values(bound, env, way):
                    yield from self._follow(body, {**env, local.slot: known}, after)
            case ir.Apply(Op.EQ, (ir.Variable(index=index, primed=True), new)) if index not in way.next:
                for known, after in self._values(new, env, way):
                    yield replace(after, next={**way.next, index: known})
            case ir.Apply(Op.IN, (ir.Variable(index=index, primed=True), over)) if index not in way.next:
                for known, chosen in self._values(over, env, way):
                    for one, after in self._members(known, chosen):
                        yield replace(after, next={**way.next, index: one})
            case ir.Case(((test, then), *rest)) if _acts(expr):
                yield from self._either(test, then, replace(expr, arms=tuple(rest)), env, way)
            case ir.Case((), other) if other is not None and _acts(other):
                yield from self._follow(other, env, way)
            case _:
                for found, after in self._values(expr, env, way):
                    yield from _where(found, after)

    def _all(self, items: Sequence[ir.Expr], env: Env, way: Way, *, named: bool) -> Iterator[Way]:
        if not items:
            yield way
            return
        for after in self._follow(items[0], env, way):
            yield from self._all(items[1:], env, after, named=named)

    def _some(
        self, bounds: Sequence[tuple[ir.Bound, ir.Local | None]], body: ir.Expr, env: Env, way: Way
    ) -> Iterator[Way]:
        if not bounds:
            yield from self._follow(body, env, way)
            return
        (bound, local), *rest = bounds
        for over, after in self._values(bound.domain, env, way):
            for one, chosen in self._members(over, after):
                yield from self._some(rest, body, bind(bound, local, one, env), chosen)

    def _either(self, test: ir.Expr, then: ir.Expr, orelse: ir.Expr, env: Env, way: Way) -> Iterator[Way]:
        for found, after in self._values(test, env, way):
            if not isinstance(found, bool | Term):
                raise UnboundedFault("a test is not true or false")
            for chosen in _where(found, after):
                yield from self._follow(then, env, chosen)
            for chosen in _where(neg(found), after):
                yield from self._follow(orelse, env, chosen)

    def _members(self, over: Value, way: Way) -> Iterator[tuple[Value, Way]]:
        """Yield each member that is spelled out; else one of which nothing else is known."""
        if not isinstance(over, values.Set):
            raise UnboundedFault("a member is taken of what is no set")
        if over.items is not None:
            for item in over.items:
                yield from ((item, chosen) for chosen in _where(over.contains(item), way))
        elif over.sort is not None:
            one, names = values.fresh(over.sort, len(way.free))
            chosen = replace(way, free=(*way.free, *names))
            yield from ((one, after) for after in _where(over.contains(one), chosen))

    def _values(self, expr: ir.Expr, env: Env, way: Way) -> Iterator[tuple[Value, Way]]:
        """Yield each value that an expression may have, and the way; where there is none is kept apart."""
        one = self.evaluator
        one.errors, one.next, one.touched, one.decided = [], way.next, {}, way.decided
        try:
            found = one.value(expr, env)
        except ForkError as fork:
            for answer in (True, False):
                decided = {**way.decided, fork.test.text: answer}
                for chosen in _where(fork.test if answer else neg(fork.test), replace(way, decided=decided)):
                    yield from self._values(expr, env, chosen)
            return
        if met := tuple(error for error in one.errors if error is not False):
            here = self._met.get(way.conditions) or replace(way, next=dict(enumerate(one.state)), touched={})
            self._met[way.conditions] = replace(here, errors=tuple(dict.fromkeys((*here.errors, *met))))
        yield found, replace(way, touched={**way.touched, **one.touched}) if one.touched else way


def _where(test: Value, way: Way) -> Iterator[Way]:
    if isinstance(test, Term):
        conditions = (*way.conditions, test)
        yield Way(way.name, way.named, conditions, way.next, way.errors, way.free, way.decided, way.touched)
    elif test is True:
        yield way
    elif test is not False:
        raise UnboundedFault("a formula is not true or false")


def _acts(expr: ir.Expr) -> bool:
    """Tell whether an expression speaks of the next state."""
    return expr.primed if isinstance(expr, ir.Variable) else any(map(_acts, ir.children(expr)))
