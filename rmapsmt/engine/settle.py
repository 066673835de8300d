"""Claims: a counterexample or a witness within the bound, else the cheapest proof there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from rmapsmt.encode.solver import Absent, Found, Undecided
from rmapsmt.engine.behaviour import confirmed, shortest
from rmapsmt.engine.inductive import induction
from rmapsmt.engine.states import seen, shallowest, visit
from rmapsmt.engine.strengthen import strengthening
from rmapsmt.limits import DEEPEST
from rmapsmt.verdict import (
    Cti,
    Exhaustion,
    HoldsTo,
    Induction,
    NotReached,
    Proved,
    Reached,
    Unknown,
    Unreachable,
    Vacuous,
    Violated,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.engine.family import Question
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Verdict


def invariant(
    question: Question,
    claim: str,
    lemmas: Sequence[str],
    settled: Sequence[str] = (),
    *,
    search: bool = True,
) -> Verdict:
    """Settle an invariant: a counterexample within the bound, else the cheapest proof there is.

    `lemmas` are proved together with the claim.  `settled` is known to hold in every reachable state
    of this model, by an induction of its own, and is not proved again.  With `search`, further lemmas
    are looked for where the family allows it.
    """
    family = question.family
    if family.visited.get(question.model) and (known := seen(question, claim)) is not None:
        return known
    answer = shortest(question, family.paths, [claim])
    match answer:
        case Found(behaviour):
            return Violated(confirmed(question, behaviour, claim), claim)
        case Undecided(reason):
            return Unknown(reason, -1)
        case Absent():
            pass
        case _:
            assert_never(answer)
    bounded = family.encoding.depth is not None  # nothing is said of states beyond that depth
    types = _types(question, [claim, *settled])
    failed = None if bounded else induction(question, [claim, *lemmas, *types], settled)
    if failed is None and not bounded:
        return Proved(_induction(question, [*lemmas, *settled], [claim, *types]), family.bound)
    if (left := _left(question, types)) is not None:
        return left
    if visit(question) and (known := seen(question, claim)) is not None:
        return known
    ends = exhaustion(question)
    if ends is not None:
        return Proved(Exhaustion(ends), family.bound)
    if isinstance(failed, Undecided):
        return Unknown(failed.reason, family.bound)
    if search and family.lemmas and not bounded and (found := strengthening(question, claim)) is not None:
        return Proved(found, family.bound)
    return HoldsTo(family.bound, failed)


def _induction(question: Question, used: Sequence[str], more: Sequence[str]) -> Induction:
    """Return the evidence: what was proved together, and what of `used` has a definition."""
    together = tuple(dict.fromkeys([*used, *more]))
    defined = tuple(name for name in dict.fromkeys(used) if name in question.family.encoding.parts)
    return Induction(defined, together)


def _types(question: Question, known: Sequence[str]) -> list[str]:
    """Return the predicate that gives the ranges, unless it is known to hold: no proof may do without it."""
    types = question.family.encoding.types
    return [] if types is None or types in known else [types]


def _left(question: Question, types: Sequence[str]) -> Unknown | None:
    """Return why nothing can be said, if a behaviour leaves the ranges: it is not followed any further."""
    family = question.family
    answer = family.paths.find(question.model, types) if types else Absent()
    match answer:
        case Found(behaviour):
            after = len(behaviour.labels)
            return Unknown(f"a behaviour breaks {types[0]} after {after} steps, and ends there", family.bound)
        case Undecided(reason):
            return Unknown(reason, family.bound)
        case Absent():
            return None
        case _:
            assert_never(answer)


def begins(question: Question) -> bool:
    """Tell whether the model has an initial state; what cannot be decided is taken for one."""
    return not isinstance(question.family.paths.find(question.model, within=0), Absent)


def exhaustion(question: Question) -> int | None:
    """Return the depth by which every behaviour has ended, if that is within the bound."""
    family = question.family
    if not family.bound or not isinstance(family.paths.longer(question.model), Absent):
        return None
    return family.bound - 1


def reach(question: Question, goal: str, limit: int = DEEPEST) -> Trace | Vacuous | Unknown:
    """Return a behaviour to a state where `goal` is true; how deep it was looked for, if there is none."""
    family = question.family
    if (known := family.witnesses.get((question.model, goal))) is None:
        known = family.witnesses[question.model, goal] = _reach(question, goal, limit)
    return known


def _reach(question: Question, goal: str, limit: int) -> Trace | Vacuous | Unknown:
    family = question.family
    paths = family.paths
    while True:
        family.tell(f"is there a behaviour of at most {paths.depth} steps that reaches {goal}?")
        answer = paths.find(question.model, (), [goal])
        match answer:
            case Found(behaviour):
                return confirmed(question, behaviour)
            case Undecided(reason):
                return Unknown(reason, paths.depth)
            case Absent():
                if paths.depth and isinstance(paths.longer(question.model), Absent):
                    return Vacuous(f"{goal} is unreachable: every behaviour ends before", paths.depth)
                if paths.depth >= family.allowed(limit):
                    return Vacuous(f"{goal} was not reached", paths.depth)
                paths = family.deep if family.deep.depth > paths.depth else family.deeper()
            case _:
                assert_never(answer)


def reachable(question: Question, goal: str, lemmas: Sequence[str], settled: Sequence[str] = ()) -> Verdict:
    """Settle a reachability claim: a witness within the bound, else a proof that there is none.

    `goal` is reached, or the lemmas exclude it; `not goal` is proved by exhaustion or by the lemmas alone.
    """
    family = question.family
    answer = shortest(question, family.paths, (), [goal])
    match answer:
        case Found(behaviour):
            return Reached(confirmed(question, behaviour))
        case Undecided(reason):
            return Unknown(reason, -1)
        case Absent():
            pass
        case _:
            assert_never(answer)
    types = _types(question, settled)
    if (left := _left(question, types)) is not None:
        return left
    if (visited := visit(question)) is not None:
        there = visited.closed.some(goal, true=True)
        if there is False:
            return Unreachable(visited.how, family.bound)
        if there and (deep := shallowest(question, visited, goal, true=True)):
            return Reached(confirmed(question, deep))
    ends = exhaustion(question)
    if ends is not None:
        return Unreachable(Exhaustion(ends), family.bound)
    bounded = family.encoding.depth is not None
    failed = induction(question, [*lemmas, *types], settled) if lemmas and not bounded else None
    known = [] if bounded else [*lemmas, *settled]
    if known and failed is None and isinstance(family.step.excludes(question.model, known, goal), Absent):
        return Unreachable(_induction(question, known, types), family.bound)
    return NotReached(family.bound, failed if isinstance(failed, Cti) else None)
