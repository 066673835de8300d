"""Depth-first search of the behaviours that switch from one actor to another at most so many times.

A step's actor is the first argument of its action.  A race seldom needs many switches, and there are far
fewer behaviours with few of them than states: with n actors whose runs have s steps each, some n(ns)^k with k
switches, whatever the number of states.  So something wrong is found early, and not by a shortest way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from rmapsmt.errors import SpecError
from rmapsmt.interp.evaluate import deep_recursion
from rmapsmt.interp.explore import kinds_of, seldom_collecting
from rmapsmt.interp.replay import said_where
from rmapsmt.trace import Step, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.interp.model import Model, Successor
    from rmapsmt.ir import State, Value

Progress: TypeAlias = Callable[[int, int], None]
Node: TypeAlias = "tuple[int, Value | object | None]"  # a state's number, and whose step has led there
Way: TypeAlias = "tuple[Node | None, Step]"
_NOBODY: Final = object()  # has led to an initial state
_NEWS: Final = 500  # nodes between two calls of the progress callback


@dataclass(frozen=True, slots=True)
class Switched:
    """What a search with few switches has found; without a trace it has found nothing."""

    trace: Trace | None
    switches: int  # of the trace
    states: int  # that were visited
    complete: bool  # no step was left out: these are all the reachable states


class _Found(Exception):  # no error: the search is over
    def __init__(self, node: Node) -> None:
        self.node = node


class _Search:
    """The nodes that were visited, each with the fewest switches to it, and how it was reached."""

    def __init__(
        self, model: Model, wanted: Callable[[State], bool], most: int, progress: Progress | None
    ) -> None:
        self.model, self.wanted, self.most, self.progress = model, wanted, most, progress
        self.states: list[State] = []
        self.numbers: dict[tuple[object, ...], dict[State, int]] = {}
        self.fewest: dict[Node, int] = {}
        self.ways: dict[Node, Way] = {}
        self.cut = False  # some step was left out

    def _number(self, state: State) -> int:
        """Return the number of a state, which is new if it is the last."""
        table = self.numbers.setdefault(kinds_of(state), {})
        number = table.setdefault(state, len(self.states))
        if number == len(self.states):
            self.states.append(state)
        return number

    def begin(self, state: State) -> None:
        """Search from an initial state: with no switch, with one, and so on."""
        start: Node = (self._number(state), _NOBODY)
        new = self._visit(start, (None, Step(None, state)), 0)
        later: dict[object, list[Node]] = {_NOBODY: [start]} if new else {}
        for switches in range(self.most + 1):
            # Whoever can be interrupted at few places is interrupted first.
            seeds = [node for group in sorted(later.values(), key=len) for node in group]
            later = {}
            for seed in seeds:
                for node, way in self._ways_on(seed, self._switched(seed)):
                    self._run(node, way, switches, later)
        self.cut = self.cut or bool(later)

    def _run(self, first: Node, its: Way, switches: int, later: dict[object, list[Node]]) -> None:
        """Let one actor go on, by every way that it has."""
        waiting = [(first, its)]
        while waiting:
            node, way = waiting.pop()
            if not self._visit(node, way, switches):
                continue
            number, actor = node
            later.setdefault(actor, []).append(node)
            try:
                steps = self.model.steps_of(self.states[number], cast("Value | None", actor))
            except SpecError as error:
                raise said_where(error, self.trace(node)) from None
            waiting += self._ways_on(node, steps)[::-1]

    def _visit(self, node: Node, way: Way, switches: int) -> bool:
        """Look at a node, unless it was reached with as few switches before; tell whether it was not."""
        known = self.fewest.get(node)
        if known is not None and known <= switches:
            return False
        self.fewest[node], self.ways[node] = switches, way
        if self.progress is not None and len(self.fewest) % _NEWS == 0:
            self.progress(len(self.states), switches)
        try:
            if self.wanted(self.states[node[0]]):
                raise _Found(node)
        except SpecError as error:
            raise said_where(error, self.trace(node)) from None
        return True

    def _switched(self, node: Node) -> list[Successor]:
        """Return the steps that others can take."""
        number, actor = node
        try:
            steps = self.model.successors(self.states[number])
        except SpecError as error:
            raise said_where(error, self.trace(node)) from None
        return [one for one in steps if one.label.actor != actor]

    def _ways_on(self, node: Node, steps: Iterable[Successor]) -> list[tuple[Node, Way]]:
        """Return the nodes that steps lead to, but for steps that change nothing."""
        ways: list[tuple[Node, Way]] = [
            ((self._number(one.state), one.label.actor), (node, one.step)) for one in steps
        ]
        return [(following, way) for following, way in ways if following[0] != node[0]]

    def trace(self, node: Node) -> Trace:
        """Return the behaviour that led to a node."""
        steps: list[Step] = []
        at: Node | None = node
        while at is not None:
            at, step = self.ways[at]
            steps.append(step)
        return Trace(self.model.system.name, self.model.variables, tuple(reversed(steps)))


def search(
    model: Model,
    wanted: Callable[[State], bool],
    switches: int,
    progress: Progress | None = None,
) -> Switched:
    """Look for a behaviour of at most so many switches to a state that is wanted.

    Whoever calls has checked the ASSUMEs.  `progress` is called now and then with states and switches.  An
    expression without a value is raised as the SpecError that it is.
    """
    own = _Search(model, wanted, switches, progress)
    with deep_recursion(), seldom_collecting():
        try:
            model.each_initial_state(own.begin)
        except _Found as found:
            trace = own.trace(found.node)
            return Switched(trace, _switches(trace), len(own.states), complete=False)
    return Switched(None, 0, len(own.states), complete=not own.cut)


def _switches(trace: Trace) -> int:
    actors = [step.actor for step in trace.steps[1:]]
    return sum(one != other for one, other in pairwise(actors))
