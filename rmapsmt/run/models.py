"""Somebody's TLC model: searched exhaustively, and its invariants settled by Z3 if asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import engine, interp
from rmapsmt.encode.system import encode
from rmapsmt.encode.value import TooLarge
from rmapsmt.engine import Family, Question
from rmapsmt.run.account import tell
from rmapsmt.run.options import Clock, Options
from rmapsmt.search import Search
from rmapsmt.verdict import Result, Unknown, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest.config import Config


class _OutOfTimeError(Exception):
    """The search is cut; what it has counted is still worth saying."""


def explore(
    system: TransitionSystem,
    config: Config,
    options: Options,
    progress: Callable[[str], None],
    *,
    smt: bool = False,
) -> Search:
    """Search a model exhaustively; with `smt`, settle its invariants by Z3 as well.

    An expression without a value is raised as the SpecError that it is.
    """
    clock = Clock(options)
    counts = (0, 0, 0)

    def news(distinct: int, generated: int, depth: int) -> None:
        nonlocal counts
        counts = distinct, generated, depth
        progress(f"{distinct} distinct states, {generated} generated, depth {depth}")
        if clock.over:
            raise _OutOfTimeError

    invariants = tuple(ref.name for ref in config.invariants)
    notes = (*config.notes, *system.notes)
    try:
        found = interp.explore(
            system,
            config.constants,
            invariants=invariants,
            constraint=[ref.name for ref in config.constraints],
            deadlock=config.check_deadlock,
            progress=news,
        )
    except _OutOfTimeError:
        return Search(system.name, *counts, clock.seconds, invariants, complete=False, notes=notes)
    outcome = found.outcome
    if isinstance(outcome, interp.Faulted):
        raise outcome.error
    seconds = clock.seconds
    depth = found.trace.depth if found.trace else 0
    violated = outcome.invariant if isinstance(outcome, interp.Violated) else ""
    return Search(
        system.name,
        found.distinct,
        found.generated,
        found.depth,
        seconds,
        invariants,
        violated=violated,
        deadlock=isinstance(outcome, interp.Deadlocked),
        account=tell(interp.Model(system, config.constants), found.trace, violated) if found.trace else None,
        notes=notes,
        settled=tuple(_by_z3(system, config, max(options.bound, depth), clock)) if smt else (),
    )


def _by_z3(system: TransitionSystem, config: Config, bound: int, clock: Clock) -> Iterator[Result]:
    """Settle the invariants by Z3, each with the help of the others."""
    names = [ref.name for ref in config.invariants]
    reason = ""
    question, settled = None, list[str]()
    try:
        # The invariant that speaks of types, if there is one, gives the variables their ranges.
        types = next((name for name in names if name.lower().startswith("type")), None)
        constraint = [ref.name for ref in config.constraints]
        encoding = encode(system, [config.constants], types, depth=bound, constraint=constraint)
        question = Question(Family(encoding, clock.query), (), interp.Model(system, config.constants))
        question.family.unroll(bound)
        settled = engine.inductive_part(question, names)
    except TooLarge as limit:
        reason = str(limit)
    for name in names:
        own = Clock(clock.options)
        verdict = engine.invariant(question, name, (), settled) if question else Unknown(reason, -1)
        yield Result(name, name, Word.PROVED, verdict, (), own.seconds)
