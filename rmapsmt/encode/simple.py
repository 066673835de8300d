"""Paths from any state at all that never come back to a state: for k-induction.

A shortest behaviour that breaks a claim visits no state twice and breaks the claim in its last state
alone.  So where no such path of k steps exists, and no behaviour of fewer steps breaks the claim, none
does: also where there is no path of k steps at all that never comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.solver import Absent, Answer, Behaviour, Found, OneStep, Undecided
from rmapsmt.encode.term import Solver
from rmapsmt.limits import endless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.encode.term import Term
    from rmapsmt.limits import Patience


class SimplePaths:
    """Paths of exactly `length` steps, each step a real one, with all their states different."""

    def __init__(self, step: OneStep, patience: Patience = endless) -> None:
        """Start with one state, which may be any within the ranges."""
        self.step, self.encoding, self.terms = step, step.encoding, step.terms
        self.solver = Solver(self.terms, patience)
        self.solver.add(self.terms.of(self.encoding.rules))
        self._states = [list(step.cells)]
        self._outside: Term | None = None  # the last state is outside the ranges
        self._holds: dict[tuple[str, int], Term] = {}

    @property
    def length(self) -> int:
        """The number of steps."""
        return len(self._states) - 1

    def extend(self) -> None:
        """Add a step, which leads to a state that was not there before."""
        k, t, step = self.length, self.terms, self.step
        if self._outside is not None:
            self.solver.add(t.negation(self._outside))  # nothing leads on from there
        after = [t.const(f"{self.encoding.circuit.names[x]}!path{k + 1}") for x in self.encoding.cells]
        picked = [t.own(f"step!{i}!path{k}") for i in range(len(step.picks))]
        old = [*step.cells, *step.picks, *step.choices]
        new = [*self._states[k], *picked, *step.fresh(f"!path{k}")]
        block = t.all([step.guards, *[t.iff(a, n) for a, n in zip(after, step.next, strict=True)]])
        self.solver.add(t.any(picked), t.at_most_one(picked), t.substitute(block, old, new))
        self._outside = t.own(f"outside!path{k + 1}")
        self.solver.add(t.iff(self._outside, t.substitute(step.leaves, old, new)))
        for before in self._states:
            differs = [t.negation(t.iff(a, b)) for a, b in zip(before, after, strict=True)]
            self.solver.add(t.any([self._outside, *differs]))
        self._states.append(after)
        self._holds = {key: term for key, term in self._holds.items() if key[1] < k}

    def _said(self, name: str, at: int) -> Term:
        """Return that a predicate is true of a state; outside the ranges all but that of the ranges are."""
        if (name, at) not in self._holds:
            t, literal = self.terms, self.encoding.predicates[name]
            now = t.substitute(t.of(literal), self.step.cells, self._states[at])
            if at == self.length and self._outside is not None:
                types = name == self.encoding.types
                now = t.all([t.negation(self._outside), now]) if types else t.any([self._outside, now])
            self._holds[name, at] = self.solver.name(now)
        return self._holds[name, at]

    def find(self, model: Sequence[int], known: Sequence[str], claims: Sequence[str]) -> Answer:
        """Look for a path of which only the last state breaks a claim; `known` holds in all of them."""
        t, last = self.terms, self.length
        wanted = [t.of(x) for x in model]
        wanted += [self._said(name, at) for at in range(last + 1) for name in known]
        wanted += [self._said(name, at) for at in range(last) for name in claims]
        wanted.append(self.solver.name(t.any([t.negation(self._said(name, last)) for name in claims])))
        found = self.solver.check(wanted)
        if isinstance(found, str):
            return Undecided(found)
        return Absent() if found is None else Found(Behaviour((), None, None))
