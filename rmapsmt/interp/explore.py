"""Exhaustive breadth-first search, with TLC's counts.

As in TLC, a state outside a CONSTRAINT is checked against the invariants, but neither counted nor
expanded, and the search stops at the first thing that is wrong.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from rmapsmt.errors import SpecError
from rmapsmt.interp.evaluate import deep_recursion
from rmapsmt.interp.model import Model
from rmapsmt.ir import State, kind
from rmapsmt.source import NOWHERE
from rmapsmt.trace import Step, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rmapsmt.interp.frame import Test
    from rmapsmt.ir import TransitionSystem, Value

Progress: TypeAlias = Callable[[int, int, int], None]
_NEWS: Final = 1000  # states between two calls of the progress callback


@dataclass(frozen=True, slots=True)
class Finished:
    """Every reachable state was visited and nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Violated:
    """An invariant is false in the trace's last state; no shorter trace does that."""

    invariant: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Deadlocked:
    """The trace's last state has no successor."""

    trace: Trace


@dataclass(frozen=True, slots=True)
class Faulted:
    """The specification has no meaning in (or in a step from) the trace's last state."""

    error: SpecError
    trace: Trace | None  # None: already in finding the initial states


@dataclass(frozen=True, slots=True)
class LimitReached:
    """The search was cut: nothing is wrong so far."""


Outcome: TypeAlias = Finished | Violated | Deadlocked | Faulted | LimitReached


@dataclass(frozen=True, slots=True)
class Exploration:
    """What a search found out."""

    outcome: Outcome
    distinct: int  # states
    generated: int  # states, repetitions included
    depth: int  # of the complete state graph search, as TLC counts: initial states alone are 1
    queued: int = 0  # distinct states that were not expanded
    ends_by: int | None = None  # every behaviour, stuttering apart, ends within this many steps

    @property
    def trace(self) -> Trace | None:
        """Return the trace to what is wrong, if something is."""
        match self.outcome:
            case Violated(trace=trace) | Deadlocked(trace) | Faulted(trace=trace):
                return trace
            case _:
                return None


class _Stop(Exception):  # no error: the search is over
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class _Search:
    """One search: the states in the order they were found, and how each was reached."""

    def __init__(self, model: Model, invariants: Sequence[str], constraint: Sequence[str]) -> None:
        self.model = model
        self.invariants = [(name, model.predicate(name)) for name in invariants]
        self.constraint = [model.predicate(name) for name in constraint]
        self.tables: dict[tuple[object, ...], dict[State, int]] = {}
        self.states: list[State] = []
        self.parents: list[int] = []  # -1: an initial state
        self.edges: list[list[int]] = []
        self.generated = 0
        self.left_out = False  # some state is outside the constraint

    def _within(self, state: State) -> bool:
        frame = self.model.frame(state)
        return all(test(frame) for test in self.constraint)

    def visit(self, state: State, parent: int) -> int | None:
        """Take in a generated state: check it if it is new; return its number unless it is outside."""
        self.generated += 1
        kinds = kinds_of(state)
        table = self.tables.get(kinds)
        if table is None:
            table = self.tables[kinds] = {}
        number = table.get(state)
        if number is not None:
            return number
        try:
            inside = not self.constraint or self._within(state)
            if inside:
                number = table[state] = len(self.states)
                self.states.append(state)
                self.parents.append(parent)
            else:
                self.left_out = True
            frame = self.model.frame(state)
            for name, test in self.invariants:
                if not test(frame):
                    raise _Stop(Violated(name, self.trace(state, parent)))
        except SpecError as error:
            raise _Stop(Faulted(error, self.trace(state, parent))) from None
        return number

    def run(self, *, deadlock: bool, limit: int | None, progress: Progress | None) -> Outcome:
        """Search level by level."""
        try:
            for state in self._initial():
                self.visit(state, -1)
            done = 0
            while done < len(self.states):
                if limit is not None and len(self.states) > limit:
                    return LimitReached()
                if progress is not None and done % _NEWS == 0:
                    progress(len(self.states), self.generated, self.depth())
                self._expand(done, deadlock=deadlock)
                done += 1
        except _Stop as stop:
            return stop.outcome
        return Finished()

    def _initial(self) -> list[State]:
        try:
            return self.model.initial_states()
        except SpecError as error:
            raise _Stop(Faulted(error, None)) from None

    def _expand(self, number: int, *, deadlock: bool) -> None:
        state = self.states[number]
        try:
            following = self.model.next_states(state)
        except SpecError as error:
            raise _Stop(Faulted(error, self.trace(state, self.parents[number]))) from None
        if deadlock and not following:
            raise _Stop(Deadlocked(self.trace(state, self.parents[number])))
        targets = {self.visit(new, number) for new in following}
        self.edges.append([target for target in targets if target is not None and target != number])

    def depth(self) -> int:
        """Return how many states the path to the last state found has: no path is longer.

        TLC counts from 1 even where there is no initial state.
        """
        depth, number = 0, len(self.states) - 1
        while number >= 0:
            depth, number = depth + 1, self.parents[number]
        return max(1, depth)

    def trace(self, state: State, parent: int) -> Trace:
        """Return the behaviour that led to the state."""
        path = [state]
        while parent >= 0:
            path.append(self.states[parent])
            parent = self.parents[parent]
        path.reverse()
        return label_path(self.model, path)

    def ends_by(self) -> int | None:
        """Return the length of the longest behaviour, None if there is a cycle."""
        waiting = [0] * len(self.states)
        for targets in self.edges:
            for target in targets:
                waiting[target] += 1
        longest = [0] * len(self.states)
        ready = [number for number, count in enumerate(waiting) if count == 0]
        for number in ready:  # grows while it is gone through
            for target in self.edges[number]:
                longest[target] = max(longest[target], longest[number] + 1)
                waiting[target] -= 1
                if waiting[target] == 0:
                    ready.append(target)
        return max(longest, default=0) if len(ready) == len(self.states) else None


def kinds_of(state: State) -> tuple[object, ...]:
    """Return what keeps states apart that Python takes for the same, since to it TRUE is 1."""
    kinds: tuple[object, ...] = tuple(map(type, state))
    return tuple(map(kind, state)) if frozenset in kinds else kinds


def label_path(model: Model, path: Sequence[State]) -> Trace:
    """Return the trace through these states, each step with the first label that makes it."""
    steps = [Step(None, path[0])]
    for before, after in pairwise(path):
        found = next(s for s in model.successors(before) if _same(s.state, after))
        tags, span = (found.named.tags, found.named.span) if found.named is not None else ((), NOWHERE)
        steps.append(Step(found.label, after, tags, span))
    return Trace(model.system.name, model.variables, tuple(steps))


def _same(one: State, other: State) -> bool:
    return one == other and [*map(kind, one)] == [*map(kind, other)]


def explore(  # noqa: PLR0913 - what TLC's configuration says
    system: TransitionSystem,
    constants: Mapping[str, Value],
    *,
    invariants: Sequence[str] = (),
    constraint: Sequence[str] = (),
    deadlock: bool = True,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Exploration:
    """Visit every reachable state; stop at the first violated invariant, deadlock or evaluation error.

    `invariants` and `constraint` name predicates of the system.  `limit` bounds the distinct states;
    `progress` is called now and then with distinct states, generated states and depth.
    An ASSUME that is false, or a constant without a value, raises ConfigFault.
    """
    model = Model(system, constants)
    with deep_recursion(), seldom_collecting():
        model.check_assumptions()
        search = _Search(model, invariants, constraint)
        outcome = search.run(deadlock=deadlock, limit=limit, progress=progress)
    complete = isinstance(outcome, Finished) and not search.left_out
    return Exploration(
        outcome,
        distinct=len(search.states),
        generated=search.generated,
        depth=search.depth(),
        queued=len(search.states) - len(search.edges),
        ends_by=search.ends_by() if complete else None,
    )


def reaches(
    system: TransitionSystem,
    constants: Mapping[str, Value],
    predicate: str,
) -> Trace | None:
    """Return a shortest behaviour to a state that satisfies the predicate; None if there is none.

    An evaluation error on the way is raised, for the answer would not be known.
    """
    model = Model(system, constants)
    with deep_recursion(), seldom_collecting():
        model.check_assumptions()
        search = _Search(model, (), ())
        wanted = model.predicate(predicate)
        search.invariants = [(predicate, _negated(wanted))]
        match search.run(deadlock=False, limit=None, progress=None):
            case Violated(trace=trace):
                return trace
            case Faulted(error=error):
                raise error
            case _:
                return None


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for garbage less often: a search makes states, which stay, and few cycles."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _negated(test: Test) -> Test:
    return lambda frame: not test(frame)
