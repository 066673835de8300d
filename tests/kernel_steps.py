"""The steps of a specification as its tasks take them: what each is, after which, under which locks.

They are read off the reachable states, so that what a label means to one task is not mixed up with
what it means to another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rmapsmt.errors import ConfigFault
from rmapsmt.interp import Model, Successor
from rmapsmt.ir import Fun
from rmapsmt.manifest import link
from rmapsmt.tla.syntax import Definition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rmapsmt.ir import State, TransitionSystem, Value
    from rmapsmt.manifest import Manifest
    from rmapsmt.source import Tag
    from rmapsmt.tla.syntax import Program

LIMIT = 1000  # states of one model; a larger one shows no step that a smaller one does not
SHARED = ("table", "counter")  # the roles of what a step has an effect on


@dataclass(frozen=True, slots=True, order=True)
class Statement:
    """What an action's @kernel line names."""

    file: str
    function: str
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """An action as a task takes it: at this label, holding these locks."""

    action: str
    statement: Statement
    label: str
    held: frozenset[str]


@dataclass(slots=True)
class Steps:
    """Every step that is taken, which comes directly after which, and the actions that have an effect."""

    taken: set[Step] = field(default_factory=set)
    pairs: set[tuple[Step, Step]] = field(default_factory=set)
    effects: set[str] = field(default_factory=set)


def statements(program: Program) -> dict[str, Statement]:
    """Return what the @kernel lines of a specification name, by action."""
    return {
        unit.name: statement
        for module in program.modules.values()
        for unit in module.units
        if isinstance(unit, Definition) and (statement := _statement(unit.tags))
    }


def _statement(tags: Iterable[Tag]) -> Statement | None:
    return next((Statement(*tag.text.split()) for tag in tags if tag.key == "kernel"), None)


def steps(
    claims: Manifest, constants: Mapping[str, Value], sizes: Mapping[str, Value], locks: Mapping[str, str]
) -> Steps:
    """Return the steps of all of a manifest's models, if they had these constants.

    The models have these sizes, where the assumptions allow them.  `locks` says which lock each of the
    variables holds that have that role.
    """
    system = link.system(claims)
    found = Steps()
    exploration = _Exploration(system, locks, found)
    explored: list[Mapping[str, Value]] = []
    for case in claims.cases:
        wanted = {**case.constants, **constants}
        for candidate in ({**wanted, **sizes}, wanted):
            if candidate in explored or exploration.explore(candidate):
                explored.append(candidate)
                break
    return found


class _Exploration:
    """The reachable states of one system's models, each step of which is taken in."""

    def __init__(self, system: TransitionSystem, locks: Mapping[str, str], found: Steps) -> None:
        self.system, self.found = system, found
        self.model: Model | None = None
        roles = {variable.name: variable.role for variable in system.variables}
        names = list(roles)
        assert {name for name in names if roles[name] == "lock"} == set(locks)
        self.locks = [(names.index(name), lock) for name, lock in locks.items()]
        self.shared = [index for index, name in enumerate(names) if roles[name] in SHARED]
        self.pc = list(roles.values()).index("pc")

    def _become(self, constants: Mapping[str, Value]) -> Model:
        if self.model is None:
            self.model = Model(self.system, constants, free=constants)
        self.model.become(constants)
        return self.model

    def explore(self, constants: Mapping[str, Value]) -> bool:
        """Take in the steps of as many states as the limit allows; return whether the assumptions hold."""
        model = self._become(constants)
        try:
            model.check_assumptions()
        except ConfigFault:
            return False
        todo = model.initial_states()
        graph: dict[State, list[Successor]] = {}
        while todo and len(graph) < LIMIT:
            state = todo.pop()
            if state not in graph:
                graph[state] = model.successors(state)
                todo += [successor.state for successor in graph[state]]
        for state, successors in graph.items():
            for successor in successors:
                if step := self._step(state, successor):
                    self._take(state, step, successor, graph.get(successor.state, []))
        return True

    def _take(self, state: State, step: Step, successor: Successor, later: list[Successor]) -> None:
        self.found.taken.add(step)
        after = successor.state
        if any(state[index] != after[index] for index in self.shared):
            self.found.effects.add(step.action)
        for following in later:
            if following.label.args[:1] == successor.label.args[:1]:  # the same task
                next_step = self._step(after, following)
                self.found.pairs |= {(step, next_step)} if next_step else set()

    def _step(self, state: State, successor: Successor) -> Step | None:
        """Return the step that a transition is; None if it is not one of a kernel function."""
        statement = _statement(successor.named.tags) if successor.named else None
        if statement is None:
            return None
        task = successor.label.args[0]
        labels = state[self.pc]
        assert isinstance(labels, Fun)
        held = frozenset(lock for index, lock in self.locks if _holds(state[index], task))
        return Step(successor.label.action, statement, str(labels.get[task]), held)


def _holds(lock: Value, task: Value) -> bool:
    """Tell whether a lock, or one of a function of locks, is held by a task."""
    if isinstance(lock, Fun):
        return any(_holds(each, task) for _, each in lock.items)
    return lock == task
