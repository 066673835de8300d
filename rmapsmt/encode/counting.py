"""What a step does to the number of elements of a set, said beside the formulas that count them.

That the count moves by one where one element comes or goes is true of every set, but to find it out a
solver has to follow the count element by element, in all sets that there are; so it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.encode.term import Solver, Term

FEWEST = 8  # elements that are worth it: a count of fewer is found out in no time


@dataclass(frozen=True, slots=True)
class Count:
    """A set by the literals of its possible elements, and for each number the literal that it has so many."""

    members: tuple[int, ...]
    numbers: tuple[tuple[int, int], ...]

    @property
    def literals(self) -> tuple[int, ...]:
        """All that is said of the set."""
        return (*self.members, *(literal for _, literal in self.numbers))


def tell(
    solver: Solver,
    count: Count,
    before: Callable[[int], Term],
    after: Callable[[int], Term],
    kept: Sequence[Term],
) -> None:
    """Assert how a set's numbers of elements in two states go together; it follows from what they are.

    `kept` says of each possible element where it is known that the step does not bear on it.
    """
    t = solver.terms
    pairs = [(solver.name(before(x)), solver.name(after(x))) for x in count.members]
    same = [solver.name(t.iff(*pair)) for pair in pairs]
    solver.add(*(t.implies(still, one) for still, one in zip(kept, same, strict=True)))
    upto, beyond = [t.true], [t.true]  # all elements before this one are as they were; all from here on
    for one in same:
        upto.append(solver.name(t.all([upto[-1], one])))
    for one in reversed(same):
        beyond.append(solver.name(t.all([beyond[-1], one])))
    beyond.reverse()

    def alone(change: Callable[[Term, Term], Term]) -> Term:
        ways = [t.all([change(*pair), upto[i], beyond[i + 1]]) for i, pair in enumerate(pairs)]
        return solver.name(t.any(ways))

    gone = alone(lambda old, new: t.all([old, t.negation(new)]))
    come = alone(lambda old, new: t.all([new, t.negation(old)]))
    old = {n: before(x) for n, x in count.numbers}
    new = {n: after(x) for n, x in count.numbers}
    for n, had in old.items():
        has = new[n]
        solver.add(t.implies(upto[-1], t.iff(has, had)))
        solver.add(t.implies(gone, t.iff(has, old.get(n + 1, t.false))))
        solver.add(t.implies(come, t.iff(had, new.get(n + 1, t.false))))
