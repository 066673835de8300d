"""A set of states as a formula, and whether it has all initial states and all that a step leads to.

The formula is a decision diagram over the cells, with equal parts shared, so that it is small where the
states are many but alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import TRUE, Circuit
from rmapsmt.encode.relate import Values
from rmapsmt.encode.shape import Shapes, groups, width
from rmapsmt.encode.solver import Unrolling
from rmapsmt.encode.term import Solver

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from rmapsmt.encode.solver import OneStep
    from rmapsmt.encode.system import Encoding
    from rmapsmt.encode.term import Term, Terms
    from rmapsmt.ir import State, Value

    Row: TypeAlias = tuple[int, ...]  # a literal for each place: which of its values a state has there


class Closed:
    """States that are all that can be reached, as the solver has found: none leads to any other."""

    def __init__(self, step: OneStep, model: Sequence[int], within: Term, timeout: float | None) -> None:
        """Ask of them what may be true of one."""
        self._terms, self._encoding = step.terms, step.encoding
        self._solver = Solver(step.terms, timeout)
        self._solver.add(within, *map(step.terms.of, [step.encoding.rules, *model]))

    def some(self, name: str, *, true: bool) -> bool | None:
        """Tell whether a predicate is true, or false, of one of the states; None if the solver gives up."""
        t = self._terms
        said = t.of(self._encoding.predicates[name])
        found = self._solver.check([self._solver.name(said if true else t.negation(said))])
        return None if isinstance(found, str) else found is not None


def closed(
    step: OneStep, model: Sequence[int], states: Sequence[State], timeout: float | None = None
) -> Closed | None:
    """Return the states as a set that has all initial states and all that a step leads to, if it does.

    `model` are the literals that choose one model of the family.
    """
    t, encoding = step.terms, step.encoding
    within = _diagram(t, _rows(encoding, states))
    chosen = [t.of(x) for x in model]

    starts = Unrolling(step, timeout)
    there, outside = starts.initially(within)
    starts.solver.add(t.any([outside, t.negation(there)]))

    steps = Solver(t, timeout)
    names = encoding.circuit.names
    after = [t.const(f"{names[x]}'") for x in encoding.cells]
    steps.add(t.of(encoding.rules), t.at_most_one(step.picks), t.any(step.picks), step.guards, within)
    for then, following in zip(after, step.next, strict=True):
        steps.add(t.iff(then, following))
    steps.add(t.any([step.leaves, t.negation(t.substitute(within, step.cells, after))]))

    for solver in (starts.solver, steps):
        if solver.check(chosen) is not None:
            return None
    return Closed(step, model, within, timeout)


def _rows(encoding: Encoding, states: Sequence[State]) -> list[Row]:
    """Return each state as literals: of a place with several values the one that is true, else the bit."""
    reader = Shapes(Values(Circuit()))
    columns: list[list[Row]] = []
    at = 0
    for place, shape in enumerate(encoding.shapes):
        cells = encoding.cells[at : at + width(shape)]
        at += len(cells)
        alike = groups(shape)
        known: dict[Value, Row] = {}
        column = []
        for state in states:
            value = state[place]
            if value not in known:
                bits: list[int] = []
                reader.literals(shape, value, bits)
                known[value] = tuple(_chosen(cells, bits, alike))
            column.append(known[value])
        columns.append(column)
    return [sum(parts, ()) for parts in zip(*columns, strict=True)]


def _chosen(cells: Sequence[int], bits: Sequence[int], alike: Sequence[int]) -> list[int]:
    """Return a literal for each group of cells: `alike` has their sizes, 1 for a bit."""
    found, at = [], 0
    for size in alike:
        part = list(zip(cells[at : at + size], bits[at : at + size], strict=True))
        at += size
        if size == 1:
            found.append(part[0][0] if part[0][1] == TRUE else -part[0][0])
        else:
            found.append(next((cell for cell, bit in part if bit == TRUE), -part[0][0]))
    return found


def _diagram(t: Terms, rows: Sequence[Row]) -> Term:
    """Return the disjunction of the rows, each a conjunction of its literals."""
    places = range(len(rows[0]))
    variety = {place: len({row[place] for row in rows}) for place in places}
    always = [t.of(rows[0][place]) for place in places if variety[place] == 1]
    order = sorted((p for p in places if variety[p] > 1), key=lambda p: (-variety[p], p))
    made: dict[tuple[tuple[int, int], ...], Term] = {}

    def node(part: list[Row], depth: int) -> Term:
        if depth == len(order):
            return t.true
        branches: dict[int, list[Row]] = {}
        for row in part:
            branches.setdefault(row[order[depth]], []).append(row)
        ways = [(lit, node(branches[lit], depth + 1)) for lit in sorted(branches)]
        key = tuple((lit, t.identity(term)) for lit, term in ways)
        if key not in made:
            made[key] = t.any([t.all([t.of(lit), term]) for lit, term in ways])
        return made[key]

    return t.all([*always, node(list(rows), 0)])
