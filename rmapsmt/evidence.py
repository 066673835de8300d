"""What each verdict rests on: formulas that have to have no solution, and behaviours.

It is worked out from the specification and a few words about the verdict alone, without Z3, so that whoever
checks a certificate builds the same formulas once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from rmapsmt.encode import smtlib
from rmapsmt.encode.obligation import Obligations
from rmapsmt.encode.sizes.questions import questions
from rmapsmt.encode.system import NO_ERROR, encode
from rmapsmt.errors import CertificateFault
from rmapsmt.interp import Model
from rmapsmt.manifest import Kind
from rmapsmt.verdict import (
    Closure,
    EverySize,
    Exhaustion,
    HoldsTo,
    Induction,
    NotReached,
    Proved,
    Reached,
    Strengthening,
    Unreachable,
    Violated,
    Word,
)
from rmapsmt.whole import whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.encode.obligation import Obligation
    from rmapsmt.encode.system import Encoding
    from rmapsmt.ir import State, TransitionSystem
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.verdict import Verdict


class Method(StrEnum):
    """How a claim was settled for one model."""

    INDUCTION = "induction"
    CLOSED_SET = "closed set"  # of all reachable states
    ENDS = "every behaviour ends"
    BOUNDED = "bounded search"
    BEHAVIOUR = "behaviour"  # that breaks the claim, or reaches the goal


STRONG = frozenset({Method.INDUCTION, Method.CLOSED_SET, Method.ENDS})
ENOUGH = {
    Word.PROVED: STRONG,
    Word.UNREACHABLE: STRONG,
    Word.HOLDS: {Method.BOUNDED},
    Word.NOT_REACHED: {Method.BOUNDED},
    Word.VIOLATED: {Method.BEHAVIOUR},
    Word.REACHED: {Method.BEHAVIOUR},
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The words about a verdict that say what it rests on."""

    word: Word
    method: Method
    depth: int  # searched to; of a behaviour, its length; of `ENDS`, the last step there can be
    together: tuple[str, ...] = ()  # what is inductive together
    states: int = 0  # in the closed set


def basis(verdict: Verdict) -> Basis | None:
    """Return what a verdict rests on, for the sizes of its model.

    None for one that says nothing, and for one that rests on what the specification does not name.
    """
    match verdict:
        case Proved(how=Strengthening() | EverySize(here=Strengthening())):
            return None
        case Proved(how=EverySize(here=how)) | Proved(how=how) | Unreachable(how=how):
            match how:
                case Induction(together=together):
                    return Basis(verdict.word, Method.INDUCTION, verdict.depth, together)
                case Closure(states=states):
                    return Basis(verdict.word, Method.CLOSED_SET, verdict.depth, states=states)
                case Exhaustion(depth=depth):
                    return Basis(verdict.word, Method.ENDS, depth)
            raise AssertionError(how)
        case HoldsTo() | NotReached():
            return Basis(verdict.word, Method.BOUNDED, verdict.depth)
        case Violated(trace=trace) | Reached(trace=trace):
            return Basis(verdict.word, Method.BEHAVIOUR, trace.depth)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Script:
    """One question as SMT-LIB 2 text."""

    name: str
    text: str
    status: str  # the answer that the verdict says it has: sat, unsat


class Evidence:
    """The formulas that one case's verdict rests on."""

    def __init__(self, manifest: Manifest, system: TransitionSystem, case: Case, rests: Basis) -> None:
        """Build nothing yet."""
        self.manifest, self.system, self.case, self.basis = manifest, system, case, rests
        self.types = manifest.types.name if manifest.types else None

    @cached_property
    def encoding(self) -> Encoding:
        """The circuit of the case's model, with the predicates that are spoken of."""
        known = self.system.predicates
        asked = {self.case.claim.name, *self.basis.together, *self.manifest.witnesses_of(self.case)}
        if self.types:
            asked.add(self.types)
        return encode(
            self.system,
            [self.case.constants],
            self.types,
            depth=self.basis.depth,
            predicates=[name for name in known if name in asked],
        )

    @cached_property
    def concrete(self) -> Model:
        """The same model as the interpreter sees it."""
        return Model(self.system, self.case.constants)

    def gap(self) -> str:
        """Return why the formulas are not all that the verdict rests on, if they are not."""
        together = self.basis.together
        if self.encoding.followed:
            return "`types` does not give every variable its range: Z3 has found some"
        if self.basis.method is Method.INDUCTION:
            wanted = [NO_ERROR, self.types] + [self.case.claim.name] * (self.case.kind is Kind.INVARIANT)
            missing = [name for name in wanted if name and name not in together]
            if missing:
                return f"{missing[0]} is not among what is inductive"
        return ""

    @cached_property
    def made(self) -> Obligations:
        """What makes the formulas; the numbers of its gates are the same each time, whoever asks."""
        return Obligations(self.encoding)

    @cached_property
    def obligations(self) -> list[Obligation]:
        """The formulas that prove what the verdict says, and those that show it to be no weaker.

        The latter have a solution: a behaviour.  That no state within the bound breaks the claim, leaves its
        ranges or has an expression without a value is among the former only where no proof implies it.
        """
        made, claim, depth = self.made, self.case.claim.name, self.basis.depth
        invariant = self.case.kind is Kind.INVARIANT
        safe = [name for name in (self.types, NO_ERROR) if name]
        bad, goal = ([claim, *safe], "") if invariant else (safe, claim)
        if self.basis.method is Method.BEHAVIOUR:
            shorter = []
            if depth:
                none = made.bounded([claim], depth - 1) if invariant else made.unreached(claim, depth - 1)
                shorter.append(none)
            return [*shorter, made.breaks(claim, depth) if invariant else made.reaches(claim, depth)]
        together = list(self.basis.together)
        match self.basis.method:
            case Method.INDUCTION:
                excluded = [] if invariant else [made.excludes(together, claim)]
                return [made.initial(together), made.step(together), *excluded]
            case Method.CLOSED_SET:
                return list(made.closed(self._states(), bad, goal))
            case _:
                ends = [made.ends(depth)] if self.basis.method is Method.ENDS else []
                unreached = [] if invariant else [made.unreached(claim, depth)]
                return [made.initial(safe), *ends, made.bounded(bad, depth), *unreached]

    def searched(self) -> Obligation | None:
        """Return that the claim holds within the bound, where a proof implies it."""
        if self.basis.method not in {Method.INDUCTION, Method.CLOSED_SET}:
            return None
        made, claim = self.made, self.case.claim.name
        if self.case.kind is Kind.INVARIANT:
            return made.bounded([claim], self.basis.depth)
        return made.unreached(claim, self.basis.depth)

    def _states(self) -> list[State]:
        """Return the reachable states, as many as there are said to be."""
        levels = self.concrete.levels(self.basis.states)
        states = [state for level in levels or () for state in level]
        if len(states) != self.basis.states:
            raise CertificateFault(f"{self.case.name} has not {self.basis.states} reachable states")
        return states


def for_all_sizes(manifest: Manifest, system: TransitionSystem, case: Case, how: EverySize) -> list[Script]:
    """Return the questions of a proof for all sizes; the answer to each is `unsat`."""
    about = whole(manifest, system, case)
    asked = questions(about.problem(manifest), about.offered, how.kept, how.parts)
    head = f"; {case.name}: {case.claim}, for all {', '.join(how.sizes)}\n"
    return [Script(one.name, head + one.text, "unsat") for one in asked]


def scripts(manifest: Manifest, system: TransitionSystem, case: Case, verdict: Verdict) -> Iterator[Script]:
    """Yield every question that a verdict rests on; none of one that says nothing.

    That the search within the bound and the witness are among them is no part of a proof.
    """
    if (rests := basis(verdict)) is None:
        return
    evidence = Evidence(manifest, system, case, rests)
    wanted = list(evidence.obligations)
    if (searched := evidence.searched()) is not None:
        wanted.append(searched)
    if isinstance(verdict, Proved | HoldsTo) and verdict.witness is not None:
        goal = manifest.witnesses_of(case)[-1]
        wanted.append(evidence.made.reaches(goal, verdict.witness.depth))
    for one in wanted:
        head = [f"{case.name}: {case.claim.name} is {verdict.word}", f"{system.name}, by rmapsmt", ""]
        yield Script(one.name, smtlib.script(one, head), one.status)
    if isinstance(verdict, Proved) and isinstance(verdict.how, EverySize):
        yield from for_all_sizes(manifest, system, case, verdict.how)
