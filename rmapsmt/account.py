r"""A behaviour told for readers: who does what, what that changes, what each actor has read and believes.

Plain data that every form of a trace is made from.  A belief is what an actor read in a shared cell
(`\* @role table`, lock or counter), from then on until it reads or writes that cell again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rmapsmt import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from rmapsmt.source import Tag
    from rmapsmt.trace import Step, Trace

SHARED = frozenset({"table", "lock", "counter"})  # roles of what is read by one actor and written by another
AUXILIARY = "auxiliary"  # the role of what a proof adds to the state
UNSHOWN = frozenset({"pc", AUXILIARY})  # roles of what a trace reads better without
_SILENT = {"role"}  # tags that say nothing about a step
_TAG = re.compile(r"(?P<file>\S*[./]\S*)\s+(?P<function>\w+)\s+(?P<statement>.+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A variable, or a place within it: the arguments that its functions are applied to."""

    variable: str
    path: tuple[ir.Value, ...] = ()

    def __str__(self) -> str:
        """Return the cell as TLA+ text."""
        shown = self.variable
        for key in self.path:
            shown += f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{ir.show(key)}]"
        return shown

    def overlaps(self, other: Cell) -> bool:
        """Tell whether one of the two lies within the other."""
        short = min(len(self.path), len(other.path))
        return self.variable == other.variable and self.path[:short] == other.path[:short]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a step has given another value."""

    cell: Cell
    old: ir.Value
    new: ir.Value


@dataclass(frozen=True, slots=True)
class Read:
    """A cell that was looked at: what was seen there, and what was there if that is something else."""

    cell: Cell
    value: ir.Value
    actual: ir.Value | None = None  # a read may return an older value


@dataclass(frozen=True, slots=True)
class Belief:
    """What an actor read in a cell at step `since`, where the cell has another value now."""

    actor: ir.Value
    cell: Cell
    believed: ir.Value
    actual: ir.Value
    since: int


@dataclass(frozen=True, slots=True)
class Statement:
    r"""What an action's tag says of it: `\* @key FILE FUNCTION STATEMENT`, or free words."""

    text: str  # the whole, as it is printed
    file: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One step; `stale` is what its actor has come to believe wrongly since its last step."""

    number: int  # from 1: the step leads to the trace's state of this number
    step: Step
    actor: ir.Value | None  # None: the action names nobody
    statement: Statement
    changes: tuple[Change, ...]
    reads: tuple[Read, ...]  # of shared cells that it leaves as they are
    stale: tuple[Belief, ...]

    @property
    def action(self) -> str:
        """Return the step's label as TLA+ text."""
        return str(self.step.label)


@dataclass(frozen=True, slots=True)
class Reason:
    """The part of a predicate that makes it false (or true), and the cells on which that depends."""

    text: str
    cells: tuple[Read, ...]
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One behaviour with all that is to be said of it; `decided` names what its last state shows."""

    trace: Trace
    roles: Mapping[str, str]  # of every variable, "" where it has none
    hidden: frozenset[str]  # variables that a reader does better without
    actors: tuple[ir.Value, ...]  # who takes a step, in `sort_key` order
    events: tuple[Event, ...]
    beliefs: tuple[Belief, ...]  # that are false in the last state
    decided: str = ""
    reason: Reason | None = None


def tell(
    trace: Trace,
    variables: Sequence[ir.VariableDecl],
    reads: Callable[[Step, Step], Iterable[Read]] = lambda *_: (),
    decided: str = "",
    reason: Reason | None = None,
) -> Account:
    """Return the account of a behaviour; `reads` says what a step reads, given the one before it too."""
    roles = {variable.name: variable.role for variable in variables}
    memory = _Memory(trace.variables)
    events = []
    for number, (before, step) in enumerate(pairwise(trace.steps), start=1):
        values = zip(trace.variables, before.state, step.state, strict=True)
        changed = tuple(change for name, old, new in values for change in changes(Cell(name), old, new))
        seen = tuple(
            read
            for read in reads(before, step)
            if roles.get(read.cell.variable) in SHARED
            and not any(change.cell.overlaps(read.cell) for change in changed)
        )
        actor = step.actor
        stale = () if actor is None else tuple(memory.news(actor, before.state))
        if actor is not None:
            memory.note(actor, number, changed, seen)
        words = statement(step.tags, str(step.label))
        events.append(Event(number, step, actor, words, changed, seen, stale))
    return Account(
        trace,
        roles,
        hidden(variables),
        tuple(sorted({event.actor for event in events if event.actor is not None}, key=ir.sort_key)),
        tuple(events),
        tuple(memory.wrong(trace.last)),
        decided,
        reason,
    )


def heading(actor: ir.Value) -> str:
    """Return what an actor is called."""
    return f"CPU {actor}" if isinstance(actor, int) else ir.show(actor).strip('"')


def hidden(variables: Iterable[ir.VariableDecl]) -> frozenset[str]:
    r"""Return what a trace reads better without: `\* @role pc` and `\* @role auxiliary`.

    The statements beside them say as much as program counters; what a proof adds to the state is not
    there in what it is about.
    """
    return frozenset(variable.name for variable in variables if variable.role in UNSHOWN)


def statement(tags: Iterable[Tag], otherwise: str = "") -> Statement:
    """Return the words of the first tag that has any to say."""
    for tag in tags:
        if tag.key not in _SILENT:
            if match := _TAG.fullmatch(tag.text.strip()):
                text = f"{match['function']}: {match['statement']}"
                return Statement(text, match["file"], match["function"])
            return Statement(tag.text)
    return Statement(otherwise)


def changes(cell: Cell, old: ir.Value, new: ir.Value) -> Iterator[Change]:
    """Yield what differs between two values, as deep inside functions as it lies."""
    if ir.sort_key(old) == ir.sort_key(new):
        return
    if isinstance(old, ir.Fun) and isinstance(new, ir.Fun) and old.get.keys() == new.get.keys() and old.items:
        for key, value in old.items:
            yield from changes(Cell(cell.variable, (*cell.path, key)), value, new.get[key])
        return
    yield Change(cell, old, new)


class _Memory:
    """What every actor has read and not written since, and what it has been told to be wrong."""

    def __init__(self, variables: Iterable[str]) -> None:
        """Start with nobody knowing anything."""
        self.places: Mapping[str, int] = {name: place for place, name in enumerate(variables)}
        self.read: dict[ir.Value, dict[Cell, tuple[ir.Value, int]]] = {}
        self.told: dict[tuple[ir.Value, Cell], ir.Value] = {}

    def note(self, actor: ir.Value, number: int, changed: Collection[Change], seen: Collection[Read]) -> None:
        """Remember what a step has read; what it has written it knows."""
        mine = self.read.setdefault(actor, {})
        for cell in [one for one in mine if any(change.cell.overlaps(one) for change in changed)]:
            del mine[cell]
        for read in seen:
            mine[read.cell] = read.value, number
            self.told.pop((actor, read.cell), None)
            if read.actual is not None:
                self.told[actor, read.cell] = read.actual

    def wrong(self, state: ir.State) -> Iterator[Belief]:
        """Yield the beliefs that are false in a state."""
        for actor in sorted(self.read, key=ir.sort_key):
            for cell, (believed, since) in self.read[actor].items():
                actual = self._at(cell, state)
                if actual is not None and ir.sort_key(actual) != ir.sort_key(believed):
                    yield Belief(actor, cell, believed, actual, since)

    def news(self, actor: ir.Value, state: ir.State) -> Iterator[Belief]:
        """Yield the actor's false beliefs that have not been yielded before."""
        for belief in self.wrong(state):
            key = actor, belief.cell
            if belief.actor == actor and self.told.get(key) != belief.actual:
                self.told[key] = belief.actual
                yield belief

    def _at(self, cell: Cell, state: ir.State) -> ir.Value | None:
        value: ir.Value | None = state[self.places[cell.variable]]
        for key in cell.path:
            value = value.get.get(key) if isinstance(value, ir.Fun) else None
        return value
