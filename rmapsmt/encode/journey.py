"""Where an actor may be, and how many of its own steps lie between there and somewhere else.

Some variables are an actor's own: no step of another changes them.  Where the guards of its steps name
their values, these are the places that it comes through, its label and the index that it is at, and its
steps lead from one to the next whatever the others do.  So a graph of places tells how soon an actor can
be at one, and how many steps at least are left from there to the end of a behaviour that is looked for:
both are bounds, for a step may be closed when its time has come.
"""

from __future__ import annotations

from collections import defaultdict, deque
from itertools import product
from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.guarded import conjuncts
from rmapsmt.encode.shape import CellShape, FunShape, Shape, width
from rmapsmt.ir import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from rmapsmt.encode.system import Encoding, Step

    Place: TypeAlias = tuple[int, ...]  # of each of an actor's own variables the cell that is true

MOST_PLACES = 2000  # of one actor


class Journey:
    """The places of one actor, `soonest` by the number of its own steps to each."""

    def __init__(
        self,
        encoding: Encoding,
        steps: Sequence[Step],
        own: Sequence[Sequence[int]],
        first: Callable[[int], bool],
    ) -> None:
        """`own` are the cells of its variables, `first` tells of a cell whether a behaviour begins there.

        Where there are more than MOST_PLACES it has none, and nothing is said of any.
        """
        self._circuit, self._own = encoding.circuit, own
        self._index = {cell: place for place, cell in enumerate(encoding.cells)}
        self._before: dict[Place, set[Place]] = defaultdict(set)
        self.soonest: dict[Place, int] = {}
        cells = {cell for part in own for cell in part}
        named = [cells.intersection(conjuncts(self._circuit, step.guard)) for step in steps]
        todo = deque(product(*(filter(first, part) for part in own)))
        self.soonest.update(dict.fromkeys(todo, 0))
        while todo and len(self.soonest) <= MOST_PLACES:
            here = todo.popleft()
            known = self._known(here)
            for step, at in zip(steps, named, strict=True):
                for then in self._after(step, known) if at.issubset(here) else ():
                    self._before[then].add(here)
                    if then not in self.soonest:
                        self.soonest[then] = self.soonest[here] + 1
                        todo.append(then)
        if todo:
            self.soonest.clear()

    def _known(self, here: Place) -> dict[int, int]:
        known = dict.fromkeys((cell for part in self._own for cell in part), FALSE)
        return known | dict.fromkeys(here, TRUE)

    def _after(self, step: Step, known: Mapping[int, int]) -> Iterator[Place]:
        """Yield the places that a step may lead to from one."""
        given = [step.cells[self._index[cell]] for part in self._own for cell in part]
        guard, *after = self._circuit.replaced([step.guard, *given], known)
        if guard == FALSE:
            return
        ways, at = [], 0
        for part in self._own:
            ways.append([c for c, lit in zip(part, after[at : at + len(part)], strict=True) if lit != FALSE])
            at += len(part)
        yield from product(*ways)

    def left(self, wanted: Sequence[int]) -> dict[Place, int]:
        """Return the least number of steps from each place to one where all of these may be true.

        A place from which there is no way is not among them.
        """
        ends = [p for p in self.soonest if FALSE not in self._circuit.replaced(wanted, self._known(p))]
        found, todo = dict.fromkeys(ends, 0), deque(ends)
        while todo:
            there = todo.popleft()
            for before in self._before[there]:
                if before not in found:
                    found[before] = found[there] + 1
                    todo.append(before)
        return found


def journeys(encoding: Encoding, first: Callable[[int], bool]) -> list[Journey]:
    """Return the journeys of the actors that have variables of their own, of those that are named."""
    doing: dict[object, list[Step]] = defaultdict(list)
    for step in encoding.steps:
        doing[None if step.label.actor is None else sort_key(step.label.actor)].append(step)
    changed = {
        actor: {encoding.cells[i] for step in steps for i in step.changes(encoding.cells)}
        for actor, steps in doing.items()
    }
    found = []
    for actor, steps in doing.items():
        named = {x for step in steps for x in conjuncts(encoding.circuit, step.guard)}
        others = [cells for other, cells in changed.items() if other != actor]
        own = [
            part
            for part in _scalars(encoding)
            if named.intersection(part)
            and changed[actor].intersection(part)
            and not any(cells.intersection(part) for cells in others)
        ]
        if own and actor is not None:
            found.append(Journey(encoding, steps, own, first))
    return [journey for journey in found if journey.soonest]


def _scalars(encoding: Encoding) -> Iterable[tuple[int, ...]]:
    """Yield the cells of each value that is one of several in every state."""

    def within(shape: Shape, at: int) -> Iterator[tuple[int, ...]]:
        match shape:
            case CellShape(values) if len(values) > 1:
                yield encoding.cells[at : at + len(values)]
            case FunShape(entries):
                for _, maybe, inner in entries:
                    at += maybe
                    if not maybe:
                        yield from within(inner, at)
                    at += width(inner)
            case _:
                pass

    at = 0
    for shape in encoding.shapes:
        yield from within(shape, at)
        at += width(shape)
