"""Replay accepts behaviours and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from modules import system

from rmapsmt import ir
from rmapsmt.errors import EvalFault, ReplayFailure
from rmapsmt.interp import Model, explore, fault_in, replay
from rmapsmt.trace import Step, Trace

COUNTER = r"""
VARIABLES x, on
Init == x \in {0, 1} /\ on = FALSE
Add(k) == x' = x + k /\ on' = (x' = 3)
Double == x # 0 /\ x' = 2 * x /\ UNCHANGED on
Next == (\E k \in {1, 2} : Add(k)) \/ Double
Below == x < 3
Ratio == 6 \div x > 0
"""
FOUND = system(COUNTER, ["Below", "Ratio"])
MODEL = Model(FOUND, {})


def trace(*steps: tuple[ir.Label | None, ir.State]) -> Trace:
    """Return a trace over the counter."""
    return Trace("Test", ("x", "on"), tuple(Step(label, state) for label, state in steps))


def add(k: ir.Value) -> ir.Label:
    """Return a label."""
    return ir.Label("Add", (k,))


TRUE = True
START: tuple[None, ir.State] = (None, (1, False))
GOOD = trace(START, (add(1), (2, False)), (add(1), (3, True)))


def test_a_behaviour_replays() -> None:
    """So does what the search finds, up to the state where the claim is false."""
    replay(MODEL, GOOD)
    replay(MODEL, GOOD, "Below")
    found = explore(FOUND, {}, invariants=["Below"]).trace
    assert found is not None
    assert found.steps[1].actor == 2
    replay(MODEL, found, "Below")


BAD = [
    (trace(), "empty"),
    (replace(GOOD, variables=("x",)), "the trace is over x, not over x, on"),
    (trace((None, (5, False))), "state 0 does not satisfy Init"),
    (trace((None, ("a", False))), "Init has no value in state 0"),
    (trace((add(1), (1, False))), "state 0 is labelled"),
    (trace(START, (add(2), (2, False))), r"step 1: it is Add\(1\) or Double that leads there, not Add\(2\)"),
    (trace(START, (add(1), (3, False))), "step 1: it is Add|step 1: Add"),
    (trace(START, (add(1), (2, True))), r"step 1: Add\(1\) does not lead to x = 2 /\\ on = TRUE"),
    (trace((None, (0, False)), (ir.Label("Double"), (0, False))), "step 1: Double is not enabled in state 0"),
    (trace(START, (add(TRUE), (2, False))), "step 1"),
    (trace(START, (None, (2, False))), "step 1"),
    (trace(START, (add(1), (2, 0))), "step 1"),
]  # fmt: skip


@pytest.mark.parametrize(("bad", "message"), BAD)
def test_anything_else_does_not(bad: Trace, message: str) -> None:
    """The step that is wrong is named."""
    with pytest.raises(ReplayFailure, match=message):
        replay(MODEL, bad)


def test_the_claim_must_be_false_at_the_end() -> None:
    """A true claim and one without a value are both failures of the trace."""
    with pytest.raises(ReplayFailure, match="Below is true in state 0"):
        replay(MODEL, trace(START), "Below")
    with pytest.raises(ReplayFailure, match="Ratio has no value in state 0"):
        replay(MODEL, trace((None, (0, False))), "Ratio")


def test_an_error_in_a_state_can_be_asked_for() -> None:
    """Of a predicate, or of a step."""
    assert isinstance(fault_in(MODEL, (0, False), ("Ratio",)), EvalFault)
    assert fault_in(MODEL, (0, False), ("Below",)) is None
    assert isinstance(fault_in(MODEL, ("a", False)), EvalFault)
