"""Partial-order reduction: of two steps that may change places, only one order is looked at.

Each place of a state (a truth, or a scalar with its values) is read by a step if the step's guard, the
values that it gives, or whether these lie within TypeOK depend on it, or whether steps lead on from a
state at all; and it is written by a step that may change it.  Two steps are independent if neither writes
what the other reads or writes.

Where step `a` is followed by an independent step `b` of an actor that comes first, `b` could be taken
before `a`: it was open already, for `a` has written nothing that it depends on; it gives the same values;
`a` is open still; and the state after both is the same.  So whoever behaves otherwise is asked to change
places.  Each change brings an earlier actor forward, so changing comes to an end, with a behaviour of the
same length, from the same first state to the same last.  No state and no depth of a state is lost, be it
asked for an invariant, for reachability, for a deadlock or for an error.  The one exception is a `b` that
leaves TypeOK: brought forward it ends the behaviour, which still leaves TypeOK, only sooner.

What is lost is the choice among schedules, so that a trace that people read is looked for without this.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.shape import CellShape, groups
from rmapsmt.ir import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.encode.system import Encoding, Step

MOST_STEPS = 1000  # that are compared in pairs


class Footprints:
    """The places of an encoding's state that its steps depend on and change, as bits of a number."""

    def __init__(self, encoding: Encoding) -> None:
        """Give each place a number."""
        self._encoding = encoding
        self._masks: dict[int, int] = {TRUE: 0}
        self.scalars: list[tuple[int, ...]] = []  # the cells of each variable that is one place
        at = place = 0
        for shape in encoding.shapes:
            for size in groups(shape):
                cells = encoding.cells[at : at + size]
                self._masks.update(dict.fromkeys(cells, 1 << place))
                if isinstance(shape, CellShape):
                    self.scalars.append(cells)
                at, place = at + size, place + 1

    def mask(self, literal: int) -> int:
        """Return the places that a literal depends on."""
        masks, circuit = self._masks, self._encoding.circuit
        if abs(literal) not in masks:
            for x in circuit.below([literal]):
                if x not in masks:
                    masks[x] = 0
                    for y in circuit.gates[x] or ():
                        masks[x] |= masks[abs(y)]
        return masks[abs(literal)]

    def of(self, step: Step) -> tuple[int, int]:
        """Return what a step reads and what it writes."""
        reads = self.mask(step.guard) | self.mask(step.fits) | self.mask(self._encoding.onward)
        writes = 0
        for i in step.changes(self._encoding.cells):
            reads |= self.mask(step.cells[i])
            writes |= self._masks[self._encoding.cells[i]]
        return reads, writes


class Where:
    """What is left of an encoding where a variable has one of its values."""

    def __init__(self, encoding: Encoding, cells: Sequence[int], value: int) -> None:
        """`cells` are the variable's, `value` is the one of them that is true."""
        self._circuit, self._cells, self._value = encoding.circuit, encoding.cells, value
        self._made = {TRUE: TRUE, **{x: TRUE if x == value else FALSE for x in cells}}

    def _of(self, literal: int) -> int:
        made, circuit = self._made, self._circuit
        if abs(literal) not in made:
            for x in circuit.below([literal]):
                if x not in made:
                    operands = circuit.gates[x]
                    given = [made[y] if y > 0 else -made[-y] for y in operands or ()]
                    made[x] = x if operands is None else circuit.all(given)
        return made[literal] if literal > 0 else -made[-literal]

    def step(self, step: Step) -> Step:
        """Return the step as it is from there."""
        after = list(step.cells)
        for i in step.changes(self._cells):
            given = self._of(after[i])
            after[i] = self._cells[i] if given == self._of(self._cells[i]) else given
        guard = self._circuit.both(self._of(step.guard), self._value)
        return replace(step, guard=guard, cells=tuple(after), fits=self._of(step.fits))


def split(encoding: Encoding, possible: Callable[[int], bool]) -> Encoding:
    """Return the encoding with a step for each value of a variable that tells where it acts.

    A step at `f[x]` reads and writes at every index, but at one alone for each value of the variable.
    """
    prints = Footprints(encoding)
    whole = [reads | writes for reads, writes in map(prints.of, encoding.steps)]
    best: dict[int, tuple[int, list[Step]]] = {}
    for cells in prints.scalars:
        place = prints.mask(cells[0])
        wheres = [Where(encoding, cells, x) for x in cells if possible(x)]
        for number, step in enumerate(encoding.steps if len(wheres) > 1 else ()):
            if not whole[number] & place:
                continue
            found, most = [], 0
            limit = best[number][0] if number in best else (whole[number] & ~place).bit_count()
            for where in wheres:
                part = where.step(step)
                reads, writes = prints.of(part)
                most = max(most, ((reads | writes) & ~place).bit_count())
                if most >= limit:
                    break
                if part.guard != FALSE:
                    found.append(part)
            else:
                best[number] = most, found
    parts = [best[n][1] if n in best else [step] for n, step in enumerate(encoding.steps)]
    return replace(encoding, steps=tuple(part for some in parts for part in some))


def out_of_turn(encoding: Encoding) -> list[tuple[tuple[int, ...], list[int]]]:
    """Return pairs of lists of steps, by their numbers: none of the second need follow one of the first."""
    if len(encoding.steps) > MOST_STEPS:
        return []
    prints = Footprints(encoding)
    footprints = [prints.of(step) for step in encoding.steps]
    actors = [step.label.actor for step in encoding.steps]
    turns = [() if actor is None else (sort_key(actor),) for actor in actors]
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for late, (reads, writes) in enumerate(footprints):
        before = tuple(
            early
            for early, (others, written) in enumerate(footprints)
            if turns[early] > turns[late] and not (written & (reads | writes) or writes & others)
        )
        if before:
            found[before].append(late)
    return list(found.items())
