"""Behaviours: found by Z3, run again by the interpreter, which shares no code with the encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import meter
from rmapsmt.encode.solver import Absent, Found, Undecided, start_error
from rmapsmt.encode.system import NO_DEADLOCK
from rmapsmt.errors import ReplayFailure, SpecError
from rmapsmt.interp import fault_in, replay, said_where
from rmapsmt.ir import kind
from rmapsmt.trace import Step, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.encode.solver import Answer, Behaviour
    from rmapsmt.encode.unroll import Unrolling
    from rmapsmt.engine.family import Question
    from rmapsmt.interp import Model
    from rmapsmt.ir import Label, State


def shortest(question: Question, paths: Unrolling, bad: Sequence[str], goal: Sequence[str] = ()) -> Answer:
    """Return a shortest behaviour of the unrolling that breaks one of `bad` or satisfies `goal`."""
    wanted = f"breaks {', '.join(bad)}" if bad else f"reaches {', '.join(goal)}"
    question.family.tell(f"is there a behaviour of at most {paths.depth} steps that {wanted}?")
    answer = paths.find(question.model, bad, goal)
    while isinstance(answer, Found) and answer.behaviour.labels:
        question.family.tell(f"is there one of less than {len(answer.behaviour.labels)} steps?")
        shorter = paths.find(question.model, bad, goal, within=len(answer.behaviour.labels) - 1)
        if isinstance(shorter, Absent):
            break
        answer = shorter
    return answer


def first(
    question: Question,
    paths: Unrolling,
    bad: Sequence[str],
    goal: Sequence[str] = (),
    length: int | None = None,
) -> Trace | Absent | Undecided:
    """Return the first of the calmest of the shortest behaviours, in the order of the specification's text.

    `length` is that of the shortest, if it is known: to prove it again takes longer than all the rest.
    Where its labels can lead to several states that end it, the interpreter's first is taken, so that
    nothing of it is left to the solver.
    """
    if length is None:
        known = shortest(question, paths, bad, goal)
        if not isinstance(known, Found):
            return known
        length = len(known.behaviour.labels)
    answer = paths.first(question.model, bad, goal, length)
    if not isinstance(answer, Found):
        return answer
    found, model = answer.behaviour, question.concrete
    trace = confirmed(question, found, bad[0] if bad else None)
    if found.first is None or found.last is None:
        return trace

    def ends_well(state: State) -> bool:
        return all(model.holds(name, state) for name in goal) and not any(
            model.holds(name, state) for name in bad
        )

    steps = _rerun(model, [found.first], found.labels, ends_well)
    return Trace(trace.system, trace.variables, steps) if steps else trace


def confirmed(question: Question, behaviour: Behaviour, broken: str | None = None) -> Trace:
    """Return the behaviour as a trace that the interpreter has run, from the labels alone.

    Raises ReplayFailure where the interpreter disagrees: that is a defect of this tool.
    """
    model = question.concrete
    claim = broken if broken in model.system.predicates else None

    def ends_well(state: State) -> bool:
        if behaviour.last is None:  # outside TypeOK: it is known by what it breaks
            return claim is None or not model.holds(claim, state)
        return _key(state) == _key(behaviour.last)

    starts = model.initial_states() if behaviour.first is None else [behaviour.first]
    steps = _rerun(model, starts, behaviour.labels, ends_well)
    if steps is None:
        labels = ", ".join(map(str, behaviour.labels)) or "no steps"
        raise ReplayFailure(f"the steps {labels} do not lead where the solver says")
    trace = Trace(model.system.name, model.variables, steps)
    with meter.replaying():
        replay(model, trace, claim)
    if broken == NO_DEADLOCK and model.next_states(trace.last):
        raise ReplayFailure(f"state {trace.depth} has successors, where the solver says that it has none")
    return trace


@meter.replaying()
def _rerun(
    model: Model, starts: Sequence[State], labels: Sequence[Label], ends_well: Callable[[State], bool]
) -> tuple[Step, ...] | None:
    """Return a behaviour with these labels that ends well; one label may lead to several states."""
    levels: list[dict[object, tuple[Step, object]]] = [{_key(s): (Step(None, s), None) for s in starts}]
    for wanted in labels:
        following: dict[object, tuple[Step, object]] = {}
        for key, (step, _) in levels[-1].items():
            for successor in model.successors(step.state):
                if successor.label == wanted:
                    following.setdefault(_key(successor.state), (successor.step, key))
        levels.append(following)
    at: object = next((key for key, (step, _) in levels[-1].items() if ends_well(step.state)), None)
    if at is None:
        return None
    found: list[Step] = []
    for level in reversed(levels):
        step, at = level[at]
        found.append(step)
    return tuple(reversed(found))


def _key(state: State) -> tuple[object, ...]:
    """Return what tells states apart where Python takes TRUE for 1."""
    return (state, *map(kind, state))


def fault(question: Question, trace: Trace) -> SpecError:
    """Return the error that the interpreter meets where the solver says that one is met."""
    error = fault_in(question.concrete, trace.last, tuple(question.family.encoding.parts))
    if error is None:
        raise ReplayFailure(f"state {trace.depth} is without the error that the solver sees there")
    return said_where(error, trace)


def start_fault(question: Question) -> SpecError | None:
    """Return the error that the evaluation of Init runs into in this model, if it does."""
    answer = start_error(question.family.one, question.model, question.family.patience)
    if isinstance(answer, Absent):
        return None
    try:
        question.concrete.initial_states()
    except SpecError as error:
        return error
    if isinstance(answer, Undecided):
        return None
    raise ReplayFailure("Init is without the error that the solver sees there")
