"""Induction with lemmas: what holds initially and is kept by every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.solver import Absent, Found, Undecided
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import Cti

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.engine.family import Family, Question


def induction(
    question: Question, wanted: Sequence[str], settled: Sequence[str] = ()
) -> Cti | Undecided | None:
    """Return None if all of `wanted` hold initially and every step keeps them; otherwise why not."""
    answer = _broken(question, wanted, settled)
    return _cti(question, answer) if isinstance(answer, Found) else answer


def _broken(question: Question, wanted: Sequence[str], settled: Sequence[str]) -> Found | Undecided | None:
    """Return an initial state, or a step from where all hold, that breaks one of `wanted`."""
    new = list(dict.fromkeys(name for name in wanted if name not in settled))
    if not new:
        return None
    if (depth := question.family.encoding.depth) is not None:
        return Undecided(f"the ranges of the variables are known to depth {depth} only")
    few = new[0] if len(new) == 1 else f"these {len(new)} claims"
    question.family.tell(f"does every step keep {few}?")
    for answer in (
        question.family.initial.find([question.model], new),
        question.family.step.find([question.model], [*settled, *new], new),
    ):
        if not isinstance(answer, Absent):
            return answer
    return None


def _cti(question: Question, answer: Found) -> Cti:
    """Return what breaks an induction: a step as a trace of two states (one, if it leaves TypeOK)."""
    before, after, labels = answer.behaviour.first, answer.behaviour.last, answer.behaviour.labels
    steps = [Step(None, before)] if before is not None else []
    if labels and after is not None:
        steps.append(Step(labels[0], after))
    trace = Trace(question.concrete.system.name, question.concrete.variables, tuple(steps))
    return Cti(str(labels[0]) if labels else "Init", answer.conjuncts or answer.broken, trace)


def inductive_part(question: Question, wanted: Sequence[str]) -> list[str]:
    """Return the largest part of `wanted` that is inductive by itself; none if the solver gives up."""
    kept = list(wanted)
    while (answer := _broken(question, kept, ())) is not None:
        if isinstance(answer, Undecided):
            return []
        kept = [name for name in kept if name not in answer.broken]
    return kept


def all_inductive(family: Family, models: Sequence[Sequence[int]], wanted: Sequence[str]) -> bool:
    """Tell whether `wanted` is inductive in every one of the models, by one question for all of them."""
    if family.encoding.depth is not None:
        return False
    if not isinstance(family.initial.find(models, wanted), Absent):
        return False
    return isinstance(family.step.find(models, wanted, wanted), Absent)
