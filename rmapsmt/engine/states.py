"""All states of a model that has few: found by the interpreter, agreed to by Z3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import meter
from rmapsmt.encode.closure import closed
from rmapsmt.encode.solver import Absent, Found
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR
from rmapsmt.engine.behaviour import confirmed
from rmapsmt.engine.family import Visited
from rmapsmt.errors import ReplayFailure, SpecError
from rmapsmt.verdict import Proved, Violated

if TYPE_CHECKING:
    from rmapsmt.encode.solver import Behaviour
    from rmapsmt.engine.family import Question
    from rmapsmt.ir import Label, State


def visit(question: Question) -> Visited | None:
    """Return all states of the model, if they are not too many: the interpreter's, which Z3 agrees to.

    The interpreter finds them; the solver finds that none is missing, since no step leads out.
    """
    family, model = question.family, question.model
    if family.encoding.depth is not None or family.encoding.constrained:
        return None
    if model not in family.visited:
        family.tell(f"are there more than {family.states} states?")
        try:
            with meter.replaying():
                levels = question.concrete.levels(family.states, family.patience)
        except SpecError:  # an expression has no value somewhere: that is found, and told, by the solver
            levels = None
        states = [state for level in levels or () for state in level]
        meter.visited(len(states))
        found = None
        if states:
            family.tell(f"does a step lead out of these {len(states)} states?")
            found = closed(family.one, model, states, family.patience)
        family.visited[model] = Visited(levels, found) if levels and found else None
    return family.visited[model]


def seen(question: Question, claim: str) -> Proved | Violated | None:
    """Return what the states that were visited say of a claim, if the solver does not give up."""
    visited = question.family.visited[question.model]
    if claim == NO_ERROR:  # the interpreter has run into none
        return Proved(visited.how, question.family.bound) if visited else None
    wrong = visited.closed.some(claim, true=False) if visited else None
    if visited and wrong is False:
        return Proved(visited.how, question.family.bound)
    if visited and wrong and (deep := shallowest(question, visited, claim, true=False)):
        return Violated(confirmed(question, deep, claim), claim)
    return None


def shallowest(question: Question, visited: Visited, name: str, *, true: bool) -> Behaviour | None:
    """Return a shortest behaviour to a state where the predicate is true, or false, that Z3 agrees to."""
    model = question.concrete

    def holds(state: State) -> bool:
        return bool(model.next_states(state)) if name == NO_DEADLOCK else model.holds(name, state)

    ends = ((n, s) for n, level in enumerate(visited.levels) for s in level if holds(s) == true)
    depth, state = next(ends, (None, None))
    if depth is None or state is None:
        raise ReplayFailure(f"{name} is {not true} of every state, where the solver says otherwise")
    labels: list[Label] = []
    for level in reversed(visited.levels[:depth]):
        state, label = next(
            (s, after.label) for s in level for after in model.successors(s) if after.state == state
        )
        labels.insert(0, label)
    paths = question.family.paths
    while paths.depth < depth:
        paths = question.family.deeper()
    bad, goal = ([], [name]) if true else ([name], [])
    answer = paths.follow(question.model, labels, bad, goal)
    if isinstance(answer, Absent):
        raise ReplayFailure(f"the solver does not find what the interpreter does after {depth} steps")
    return answer.behaviour if isinstance(answer, Found) else None
