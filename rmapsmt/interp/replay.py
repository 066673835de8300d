"""Replay: a trace is shown to nobody before it has been run again on concrete values."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rmapsmt.errors import ReplayFailure, SpecError
from rmapsmt.ir import kind, show

if TYPE_CHECKING:
    from rmapsmt.interp.model import Model
    from rmapsmt.ir import State, Value
    from rmapsmt.trace import Step, Trace


def replay(model: Model, trace: Trace, claim: str | None = None) -> None:
    """Raise ReplayFailure unless the trace is a behaviour that ends where the claim is false."""
    if trace.variables != model.variables:
        raise ReplayFailure(
            f"the trace is over {', '.join(trace.variables)}, not over {', '.join(model.variables)}"
        )
    if not trace.steps:
        raise ReplayFailure("the trace is empty")
    _check_initial(model, trace.steps[0])
    for number, (before, step) in enumerate(pairwise(trace.steps), start=1):
        _check_step(model, number, before.state, step)
    if claim is not None:
        last = len(trace.steps) - 1
        try:
            holds = model.holds(claim, trace.last)
        except SpecError as error:
            raise ReplayFailure(f"{claim} has no value in state {last}: {error}") from error
        if holds:
            raise ReplayFailure(f"{claim} is true in state {last}, where the trace says that it is violated")


def fault_in(model: Model, state: State, predicates: tuple[str, ...] = ()) -> SpecError | None:
    """Return the error that TLC would stop at in this state: in a predicate, or in a step from it."""
    try:
        for name in predicates:
            model.holds(name, state)
        model.successors(state)
    except SpecError as error:
        return error
    return None


def said_where(error: SpecError, trace: Trace) -> SpecError:
    """Return an error that says how a behaviour meets it, if it has no other help."""
    if not error.hint:
        way = ", ".join(str(step.label) for step in trace.steps[1:])
        error.hint = f"this is met after {way}" if way else "this is met in an initial state"
    return error


def _check_initial(model: Model, step: Step) -> None:
    if step.label is not None:
        raise ReplayFailure(f"state 0 is labelled {step.label}: an initial state has no label")
    try:
        holds = model.satisfies_init(step.state)
    except SpecError as error:
        raise ReplayFailure(f"Init has no value in state 0: {error}") from error
    if not holds:
        raise ReplayFailure(f"state 0 does not satisfy Init: {_shown(model, step.state)}")


def _check_step(model: Model, number: int, before: State, step: Step) -> None:
    try:
        successors = model.successors(before)
    except SpecError as error:
        raise ReplayFailure(
            f"step {number}: the actions have no value in state {number - 1}: {error}"
        ) from error
    labels = [one.label for one in successors if _same(one.state, step.state)]
    if any(label == step.label and _same(label.args, step.label.args) for label in labels):
        return
    if labels:
        message = f"step {number}: it is {' or '.join(map(str, labels))} that leads there, not {step.label}"
    elif not any(one.label == step.label for one in successors):
        message = f"step {number}: {step.label} is not enabled in state {number - 1}"
    else:
        message = f"step {number}: {step.label} does not lead to {_shown(model, step.state)}"
    raise ReplayFailure(message)


def _same(one: tuple[Value, ...], other: tuple[Value, ...]) -> bool:
    return one == other and [*map(kind, one)] == [*map(kind, other)]


def _shown(model: Model, state: State) -> str:
    pairs = zip(model.variables, state, strict=True)
    return " /\\ ".join(f"{name} = {show(value)}" for name, value in pairs)
