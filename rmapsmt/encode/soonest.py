"""How soon each literal of an encoding can be true, and the encoding without what never is.

Each cell is taken by itself: whether some behaviour of so many steps may make it true, or false, whatever
the others are.  So this is a bound: a literal may become true later than is said here, or never, but no
sooner.  A behaviour begins in few places and moves a step at a time, so that much of its first states is
settled, and so is what no state has: a label where a task never comes, a lock that it never takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.encode.system import Encoding

NEVER = 1 << 30  # steps


class Soonest:
    """For each literal of an encoding's circuit the least number of steps after which it may be true."""

    def __init__(self, encoding: Encoding) -> None:
        """Follow the ways in which a cell becomes true or false, one step at a time, until all are found."""
        self._circuit = circuit = encoding.circuit
        self._made: dict[int, int] = {TRUE: TRUE}
        self._at: dict[int, int] = {}
        steps = encoding.steps
        changes = [[(encoding.cells[i], s.cells[i]) for i in s.changes(encoding.cells)] for s in steps]
        guards = [circuit.both(step.guard, encoding.onward) for step in steps]
        roots = [*guards, *(lit for change in changes for _, lit in change)]
        roots += [lit for start in encoding.starts for lit in (start.guard, *start.cells)]
        cells = set(encoding.cells)
        self._lacks: dict[int, int] = {}  # of a gate: operands that cannot be true yet
        self._users: dict[int, list[int]] = {}  # of a literal: the gates that it is an operand of
        free = [TRUE, *(s * x for x in circuit.names if x not in cells for s in (1, -1))]
        for x in circuit.below(roots):
            if (operands := circuit.gates[x]) is not None:
                self._lacks[x] = len(operands)
                for y in operands:
                    self._users.setdefault(y, []).append(x)
        self.depth = 0  # after which nothing more can become true
        self._follow(encoding, changes, guards, free)
        self.steps = [self._at.get(guard, NEVER) for guard in guards]

    def _follow(
        self,
        encoding: Encoding,
        changes: list[list[tuple[int, int]]],
        guards: list[int],
        free: list[int],
    ) -> None:
        gives: dict[int, list[tuple[int, int]]] = {}  # of a literal: the steps that make it a cell's value
        opens: dict[int, list[int]] = {}  # of a literal: the steps that it is the guard of
        for number, change in enumerate(changes):
            opens.setdefault(guards[number], []).append(number)
            for cell, lit in change:
                gives.setdefault(lit, []).append((number, cell))
                gives.setdefault(-lit, []).append((number, -cell))
        at, opened = self._at, set[int]()
        news = self._settle(free, 0)
        for start in encoding.starts:
            if start.guard in at:
                pairs = list(zip(encoding.cells, start.cells, strict=True))
                news += self._settle([c for c, lit in pairs if lit in at], 0)
                news += self._settle([-c for c, lit in pairs if -lit in at], 0)
        while news:
            found: set[int] = set()
            for lit in news:
                for number in opens.get(lit, ()):
                    opened.add(number)
                    for cell, given in changes[number]:
                        found |= {s * cell for s in (1, -1) if s * given in at}
                found.update(cell for number, cell in gives.get(lit, ()) if number in opened)
            self.depth += 1
            news = self._settle(found, self.depth)
        self.depth -= 1

    def _settle(self, literals: Iterable[int], depth: int) -> list[int]:
        """Let these be possible from this depth on; return them with all that follows, if it is new."""
        at, lacks, users = self._at, self._lacks, self._users
        todo, news = list(literals), []
        while todo:
            lit = todo.pop()
            if lit in at:
                continue
            at[lit] = depth
            news.append(lit)
            for gate in users.get(lit, ()):
                lacks[gate] -= 1
                if not lacks[gate]:
                    todo.append(gate)
            todo += [-gate for gate in users.get(-lit, ())]
        return news

    def of(self, literal: int) -> int:
        """Return the least depth at which a literal over the cells may be true, NEVER if there is none."""
        self.within(literal)
        return self._at.get(literal, NEVER)

    def within(self, literal: int) -> int:
        """Return a literal that is the same in every state of every behaviour, and simpler."""
        made, at, circuit = self._made, self._at, self._circuit
        if abs(literal) not in made:
            for x in circuit.below([literal]):
                if x in made:
                    continue
                operands = circuit.gates[x]
                if operands is not None and x not in self._lacks:  # no step depends on it
                    at[x] = max(at.get(y, NEVER) for y in operands)
                    at[-x] = min(at.get(-y, NEVER) for y in operands)
                if at.get(x, NEVER) == NEVER:
                    made[x] = FALSE
                elif at.get(-x, NEVER) == NEVER:
                    made[x] = TRUE
                elif operands is None:
                    made[x] = x
                else:
                    made[x] = circuit.all([made[y] if y > 0 else -made[-y] for y in operands])
        return made[literal] if literal > 0 else -made[-literal]

    def narrowed(self, encoding: Encoding) -> Encoding:
        """Return the encoding without what no behaviour has; cells that never change stand for themselves."""
        cells, steps, possible = encoding.cells, [], []
        still = {i for i, x in enumerate(cells) if NEVER in {self.of(x), self.of(-x)}}
        for step, soon in zip(encoding.steps, self.steps, strict=True):
            if soon == NEVER:
                continue
            after = list(cells)
            for i in step.changes(cells):
                if i not in still:
                    after[i] = self.within(step.cells[i])
            guard, fits = self.within(step.guard), self.within(step.fits)
            steps.append(replace(step, guard=guard, cells=tuple(after), fits=fits))
            possible.append(soon)
        self.steps = possible
        return replace(encoding, steps=tuple(steps), onward=self.within(encoding.onward))
