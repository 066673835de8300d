"""Behaviours in a certificate: labels and states as TLA+ text, run again by the interpreter alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rmapsmt import ir
from rmapsmt.errors import CertificateFault, SpecError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.interp import Model
    from rmapsmt.ir import Label, State

    Json = dict[str, Any]


def written(variables: Sequence[str], steps: Sequence[tuple[Label | None, State]]) -> list[Json]:
    """Return a behaviour as data; the first step has no action."""
    return [
        {"action": str(label) if label else None, "state": _shown(variables, state)} for label, state in steps
    ]


def rerun(model: Model, steps: Sequence[Json], claim: str, *, true: bool) -> int:
    """Return the length of a behaviour that the interpreter can run and that ends as is said.

    CertificateFault says where it cannot: an initial state that is none, a step that does not lead to the
    next state, or a last state in which the claim is not `true` as is said.
    """
    if not steps or steps[0]["action"] is not None:
        raise CertificateFault("the behaviour has no initial state")
    try:
        state = _found(model, steps[0], model.initial_states())
        if state is None or not model.satisfies_init(state):
            raise CertificateFault("the behaviour's first state is not initial")
        for number, step in enumerate(steps[1:], start=1):
            ways = [way.state for way in model.successors(state) if str(way.label) == step["action"]]
            state = _found(model, step, ways)
            if state is None:
                raise CertificateFault(
                    f"step {number} of the behaviour is not one that {step['action']} takes"
                )
        if model.holds(claim, state) != true:
            raise CertificateFault(f"{claim} is {str(not true).upper()} where the behaviour ends")
    except SpecError as error:
        raise CertificateFault(f"the behaviour cannot be run: {error.message}") from None
    return len(steps) - 1


def _found(model: Model, step: Json, states: Sequence[State]) -> State | None:
    return next((state for state in states if _shown(model.variables, state) == step["state"]), None)


def _shown(variables: Sequence[str], state: State) -> dict[str, str]:
    return {name: ir.show(value) for name, value in zip(variables, state, strict=True)}
