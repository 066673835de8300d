"""What a step has to keep, place by place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.evaluate import bind, singles
from rmapsmt.encode.sizes.term import APART, INT, Term, Truth, conj, implies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.encode.sizes.evaluate import Env, Evaluator
    from rmapsmt.encode.sizes.steps import Way
    from rmapsmt.encode.sizes.value import Value


@dataclass(frozen=True, slots=True)
class Goal:
    """What has to follow, of variables that nothing is known of but that these pairs of terms differ."""

    free: tuple[Term, ...]
    claim: Truth
    apart: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """One instance of a formula: of which values, and under which conditions after the step."""

    env: Env
    free: tuple[Term, ...] = ()
    after: tuple[Truth, ...] = ()
    before: tuple[Callable[[], Truth], ...] = ()  # the same conditions before it
    elsewhere: bool = True  # it is about no place where a function has changed
    changed: bool = False  # a condition may be another one than before

    def under(self, after: Truth, before: Callable[[], Truth]) -> Said:
        """Return the instance with one more condition, which has just been worked out."""
        return Said(
            self.env,
            self.free,
            (*self.after, after),
            (*self.before, before),
            self.elsewhere,
            self.changed or APART.changed,
        )

    def at(self, env: Env) -> Said:
        """Return the instance of other values."""
        return Said(env, self.free, self.after, self.before, self.elsewhere, self.changed)


class Goals:
    """What has to be shown for a step to keep a formula.

    A formula about all members of a set is shown of each place where a function has changed, and of a
    member that is none of these.  Of that one it says what it said before, unless it speaks of a variable
    that is no function; what has not changed need not be shown.
    """

    def __init__(self, before: Evaluator, after: Evaluator, way: Way) -> None:
        """Compare the states at both ends of a way."""
        self.before, self.after, self.way = before, after, way
        self.apart = frozenset(way.apart())
        self.found: list[Goal] = []

    def of(self, formula: ir.Expr) -> list[Goal]:
        """Return the goals of one formula."""
        with APART.knowing(set(self.apart)):
            self._walk(formula, Said({}))
        return self.found

    def _walk(self, expr: ir.Expr, said: Said) -> None:
        APART.changed = False
        match expr:
            case ir.Implies(left, right):
                after = self.after.truth(left, said.env)
                if after is not False:
                    self._walk(right, said.under(after, lambda: self.before.truth(left, said.env)))
            case ir.Forall(bounds, body):
                self._each(singles(bounds), body, said)
            case _:
                whole = said.under(
                    self.after.truth(expr, said.env), lambda: self.before.truth(expr, said.env)
                )
                claim = implies(conj(*whole.after[:-1]), whole.after[-1])
                if claim is not True and not (said.elsewhere and _as_before(whole, claim)):
                    # Of a place that was not asked about no goal is made, so that no other may exclude it.
                    self.found.append(Goal(said.free, claim, self.apart | APART.asked))

    def _each(self, bounds: Sequence[tuple[ir.Bound, ir.Local | None]], body: ir.Expr, said: Said) -> None:
        if not bounds:
            self._walk(body, said)
            return
        (bound, local), *rest = bounds
        APART.changed = False
        over = self.after.set(bound.domain, said.env)
        another = APART.changed  # it may have other members than before
        outer = said

        def instance(one: Value, said: Said) -> None:
            APART.changed = another
            inside = over.contains(one)
            if inside is False:
                return
            before = said.under(inside, lambda: self.before.set(bound.domain, outer.env).contains(one))
            self._each(rest, body, before.at(bind(bound, local, one, said.env)))

        if over.items is not None or over.sort is None:
            for item in over.items or ():
                instance(item, said)
            return
        one, names = values.free(over.sort, len(said.free))
        places = {term.text(place): place for place in self.way.touched.values() if over.sort == INT}
        pairs = {pair for place in places for pair in ((names[0].text, place), (place, names[0].text))}
        with APART.knowing(APART.pairs | pairs):
            instance(one, replace(said, free=(*said.free, *names)))
            met = {left if right == names[0].text else right for left, right in APART.asked & pairs}
        for place in sorted(met):
            instance(places[place], replace(said, elsewhere=False))


def _as_before(said: Said, claim: Truth) -> bool:
    """Tell whether an instance says what it said before the step."""
    if not said.changed:
        return True
    *conditions, one = [make() for make in said.before]
    return claim == implies(conj(*conditions), one)
