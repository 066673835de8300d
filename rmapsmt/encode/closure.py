"""Whether a set of states has all initial states and all that a step leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.diagram import within
from rmapsmt.encode.term import Solver
from rmapsmt.encode.unroll import Unrolling
from rmapsmt.limits import endless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.solver import OneStep
    from rmapsmt.encode.term import Term
    from rmapsmt.ir import State
    from rmapsmt.limits import Patience


class Closed:
    """States that are all that can be reached, as the solver has found: none leads to any other."""

    def __init__(self, step: OneStep, model: Sequence[int], among: Term, patience: Patience) -> None:
        """Ask of them what may be true of one."""
        self._terms, self._encoding = step.terms, step.encoding
        self._solver = Solver(step.terms, patience)
        self._solver.add(among, *map(step.terms.of, [step.encoding.rules, *model]))

    def some(self, name: str, *, true: bool) -> bool | None:
        """Tell whether a predicate is true, or false, of one of the states; None if the solver gives up."""
        t = self._terms
        said = t.of(self._encoding.predicates[name])
        found = self._solver.check([self._solver.name(said if true else t.negation(said))])
        return None if isinstance(found, str) else found is not None


def closed(
    step: OneStep, model: Sequence[int], states: Sequence[State], patience: Patience = endless
) -> Closed | None:
    """Return the states as a set that has all initial states and all that a step leads to, if it does.

    `model` are the literals that choose one model of the family.
    """
    t, encoding = step.terms, step.encoding
    among = t.of(within(encoding, states))
    chosen = [t.of(x) for x in model]

    starts = Unrolling(step, patience=patience)
    there, outside = starts.initially(among)
    starts.solver.add(t.any([outside, t.negation(there)]))

    steps = Solver(t, patience, anew=True)  # it is asked once
    names = encoding.circuit.names
    after = [t.const(f"{names[x]}'") for x in encoding.cells]
    steps.add(t.of(encoding.rules), t.at_most_one(step.picks), t.any(step.picks), step.guards, among)
    for then, following in zip(after, step.next, strict=True):
        steps.add(t.iff(then, following))
    steps.add(t.any([step.leaves, t.negation(t.substitute(among, step.cells, after))]))

    for solver in (starts.solver, steps):
        if solver.check(chosen) is not None:
            return None
    return Closed(step, model, among, patience)
