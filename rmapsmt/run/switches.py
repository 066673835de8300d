"""A case's claim settled by the interpreter alone, as far as behaviours with few switches go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt import interp, meter
from rmapsmt.errors import ReplayFailure
from rmapsmt.manifest import Kind
from rmapsmt.verdict import Reached, Unknown, Violated

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.interp import Model
    from rmapsmt.manifest import Case
    from rmapsmt.run.options import Clock
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Verdict


class _OutOfTimeError(Exception):
    """The search is cut."""


def settle(model: Model, case: Case, switches: int, clock: Clock, tell: Callable[[str], None]) -> Verdict:
    """Look for a behaviour that shows the claim violated, or the goal reached; there is no other answer."""
    claim, reachable = case.claim.name, case.kind is Kind.REACHABLE
    visited = 0

    def news(states: int, taken: int) -> None:
        nonlocal visited
        visited = states
        tell(f"{case.name}: {states} states with {counted(taken)}")
        if clock.over:
            raise _OutOfTimeError

    test = model.predicate(claim)
    with meter.replaying():
        try:
            found = interp.search(model, lambda state: test(model.frame(state)) is reachable, switches, news)
        except _OutOfTimeError:
            return Unknown(f"out of time, after {visited} states", -1)
        meter.visited(found.states)
        if found.trace is not None:
            _run_again(model, found.trace, None if reachable else claim)
    if found.trace is not None:
        shown = found.switches
        return Reached(found.trace, shown) if reachable else Violated(found.trace, claim, shown)
    does = "reaches it" if reachable else "breaks it"
    if found.complete:
        return Unknown(f"none of all {found.states} reachable states {does}; --switches proves nothing", -1)
    return Unknown(f"no behaviour with at most {counted(switches)} {does} ({found.states} states)", -1)


def _run_again(model: Model, trace: Trace, claim: str | None) -> None:
    """Replay what was found; on the way others than those who went may have a step without a value."""
    try:
        interp.replay(model, trace, claim)
    except ReplayFailure:
        for number, step in enumerate(trace.steps, start=1):
            if (error := interp.fault_in(model, step.state)) is not None:
                raise interp.said_where(error, replace(trace, steps=trace.steps[:number])) from None
        raise


def counted(switches: int) -> str:
    """Return so many switches, in words."""
    return f"{switches} switch{'es' * (switches != 1)}"
