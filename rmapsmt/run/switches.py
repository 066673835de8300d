"""A case's claim settled by the interpreter alone, as far as behaviours with few switches go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rmapsmt import interp, meter, parallel
from rmapsmt.errors import ReplayFailure
from rmapsmt.limits import OUT_OF_TIME
from rmapsmt.manifest import Kind
from rmapsmt.meter import Since
from rmapsmt.run.families import become, model
from rmapsmt.verdict import Reached, Result, Unknown, Violated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rmapsmt.interp import Model
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case
    from rmapsmt.run.options import Clock
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Verdict


class _OutOfTimeError(Exception):
    """The search is cut."""


def settle(
    system: TransitionSystem, grouped: Sequence[Sequence[Case]], clock: Clock, progress: Callable[[str], None]
) -> Iterator[tuple[int, Result | None]]:
    """Yield the results of families as they are found, each with its family's number; None: it is lost."""
    return parallel.stream(
        lambda number, tell: family(system, grouped[number], clock, tell),
        len(grouped),
        clock.options.jobs,
        progress,
    )


def family(
    system: TransitionSystem, cases: Sequence[Case], clock: Clock, tell: Callable[[str], None]
) -> Iterator[Result]:
    """Settle cases with the same sizes, one after another."""
    concrete, switches = model(system, cases), clock.options.switches
    assert switches is not None
    for case in cases:
        since = Since()
        become(concrete, case)
        verdict: Verdict = Unknown(OUT_OF_TIME, -1)
        if not clock.over:
            verdict = _settle(concrete, case, switches, clock, tell)
        spent = since.spent()
        yield Result(case.name, case.claim.name, case.expect, verdict, (), spent.seconds, spent)


def _settle(concrete: Model, case: Case, switches: int, clock: Clock, tell: Callable[[str], None]) -> Verdict:
    """Look for a behaviour that shows the claim violated, or the goal reached; there is no other answer."""
    claim, reachable = case.claim.name, case.kind is Kind.REACHABLE
    visited = 0

    def news(states: int, taken: int) -> None:
        nonlocal visited
        visited = states
        tell(f"{case.name}: {states} states with {counted(taken)}")
        if clock.over:
            raise _OutOfTimeError

    test = concrete.predicate(claim)
    with meter.replaying():
        try:
            found = interp.search(
                concrete, lambda state: test(concrete.frame(state)) is reachable, switches, news
            )
        except _OutOfTimeError:
            return Unknown(f"{OUT_OF_TIME}, after {visited} states", -1)
        meter.visited(found.states)
        if found.trace is not None:
            _run_again(concrete, found.trace, None if reachable else claim)
    if found.trace is not None:
        shown = found.switches
        return Reached(found.trace, shown) if reachable else Violated(found.trace, claim, shown)
    does = "reaches it" if reachable else "breaks it"
    if found.complete:
        return Unknown(f"none of all {found.states} reachable states {does}; --switches proves nothing", -1)
    return Unknown(f"no behaviour with at most {counted(switches)} {does} ({found.states} states)", -1)


def _run_again(concrete: Model, trace: Trace, claim: str | None) -> None:
    """Replay what was found; on the way others than those who went may have a step without a value."""
    try:
        interp.replay(concrete, trace, claim)
    except ReplayFailure:
        for number, step in enumerate(trace.steps, start=1):
            if (error := interp.fault_in(concrete, step.state)) is not None:
                raise interp.said_where(error, replace(trace, steps=trace.steps[:number])) from None
        raise


def counted(switches: int) -> str:
    """Return so many switches, in words."""
    return f"{switches} switch{'es' * (switches != 1)}"
