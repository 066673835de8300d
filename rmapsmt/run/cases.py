"""A manifest's cases through the engine; one encoding serves every case with the same sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from rmapsmt import engine, ir
from rmapsmt.encode.solver import Absent, Undecided
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR, encode
from rmapsmt.encode.value import TooLarge
from rmapsmt.engine import Family, Question
from rmapsmt.errors import ReplayFailure
from rmapsmt.interp import Model
from rmapsmt.limits import OUT_OF_TIME
from rmapsmt.manifest import Kind, link
from rmapsmt.meter import Since
from rmapsmt.run import switches
from rmapsmt.run.account import tell
from rmapsmt.run.families import become, model
from rmapsmt.run.options import Clock, Options
from rmapsmt.run.sizes import Sizes
from rmapsmt.trace import Trace
from rmapsmt.verdict import (
    HoldsTo,
    Induction,
    Proved,
    Reached,
    Result,
    SideFailure,
    Unknown,
    Unreachable,
    Vacuous,
    Violated,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rmapsmt.account import Account
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.meter import Spent
    from rmapsmt.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """One case's result, and the behaviour that shows it, if there is one."""

    result: Result
    model: Model
    account: Account | None = None

    def tell(self, trace: Trace, decided: str = "") -> Account:
        """Return the account of another behaviour of the same model."""
        return tell(self.model, trace, decided)


def trace(manifest: Manifest, case: Case, options: Options) -> Shown:
    """Settle one case and return the behaviour that shows it: the first of the calmest of the shortest."""
    run = Run(manifest, link.system(manifest), Clock(replace(options, first=frozenset(Word))), lambda _: None)
    return shown(run.system, manifest, case, next(run.family([case])))


def shown(system: TransitionSystem, manifest: Manifest, case: Case, result: Result) -> Shown:
    """Return a result with the account of the behaviour that shows it."""
    concrete = Model(system, case.constants)
    match result.verdict:
        case Violated(trace=found, claim=decided):
            return Shown(result, concrete, tell(concrete, found, decided))
        case Reached(trace=found):
            return Shown(result, concrete, tell(concrete, found, case.claim.name))
        case Proved(witness=found) | HoldsTo(witness=found) if found is not None:
            return Shown(result, concrete, tell(concrete, found, manifest.witnesses_of(case)[-1]))
        case _:
            return Shown(result, concrete)


@dataclass(frozen=True)
class Run:
    """What the cases of one run have in common.

    With `apart` somebody else proves them for all sizes; `proofs` are those of another run, to be shared.
    """

    manifest: Manifest
    system: TransitionSystem
    clock: Clock
    progress: Callable[[str], None]
    apart: bool = False
    proofs: Sizes | None = None

    @cached_property
    def sizes(self) -> Sizes:
        """What proves claims for all sizes."""
        if self.proofs is not None:
            return self.proofs
        ask = lambda case: self.questions([case])[0]  # noqa: E731 - a question of one case
        return Sizes(self.manifest, self.system, self.clock.query, ask)

    def bound(self, case: Case) -> int:
        """Return how deep a case is searched."""
        return max(self.clock.options.bound, case.bound or 0)

    @property
    def side(self) -> list[str]:
        """What must hold in every model: TypeOK, lemmas, side claims, and what no specification may lack."""
        types = [self.manifest.types] if self.manifest.types else []
        named = [ref.name for ref in (*types, *self.manifest.lemmas, *self.manifest.side)]
        return [*dict.fromkeys(named), *([NO_DEADLOCK] if self.manifest.deadlock else []), NO_ERROR]

    def questions(self, cases: Sequence[Case]) -> list[Question]:
        """Return the cases as questions to one encoding; TooLarge if there is none."""
        concrete = self.concrete(cases)
        for case in cases:
            become(concrete, case)
            if case.every_size:
                self.admitted(case)
        family = self.encoded(cases)
        return [Question(family, family.encoding.model(case.constants), concrete) for case in cases]

    def admitted(self, case: Case) -> None:
        """See to it that a proof for all sizes is about some model: of none it would prove everything."""
        truths = self.manifest.unbounded
        constants = {**case.constants, **truths}
        if constants != case.constants:
            said = " and ".join(f"{name} = {ir.show(truth)}" for name, truth in truths.items())
            hint = f"`sizes` has {said} where sizes are left open"
            become(Model(self.system, constants), replace(case, constants=constants), hint)

    def concrete(self, cases: Sequence[Case]) -> Model:
        """Return what can become each of the cases' models."""
        return model(self.system, cases)

    def encoded(self, cases: Sequence[Case]) -> Family:
        """Return the one encoding of the cases' models; TooLarge if there is none."""
        asked = {ref.name for case in cases for ref in (case.claim, *case.lemmas)} | set(self.side)
        asked.update(name for case in cases for name in self.manifest.witnesses_of(case))
        types = self.manifest.types.name if self.manifest.types else None
        depth = max(map(self.bound, cases))
        constants = [case.constants for case in cases]
        encoding = encode(self.system, constants, types, depth=depth, predicates=asked)
        options = self.clock.options
        return Family(
            encoding,
            self.clock.query,
            options.states,
            lemmas=options.lemmas,
            reduced=options.reduction,
            # Many cases ask much the same, and a solver that keeps what it has learnt answers them sooner.
            anew=len(cases) == 1,
        )

    def family(self, cases: Sequence[Case]) -> Iterator[Result]:
        """Settle cases with the same sizes, one after another."""
        if self.clock.options.switches is not None:
            yield from switches.family(self.system, cases, self.clock, self.progress)
            return
        self.progress(f"encoding {cases[0].name}" + (f" and {len(cases) - 1} more" if cases[1:] else ""))
        since = Since()
        try:
            questions = self.questions(cases)
        except TooLarge as limit:
            yield from (self._result(case, Unknown(str(limit), -1), (), since.spent()) for case in cases)
            return
        family = questions[0].family
        together = engine.all_inductive(family, [question.model for question in questions], self.side)
        share = since.spent().share(len(cases))
        for case, question in zip(cases, questions, strict=True):
            since = Since()
            family.tell = partial(self.told, case.name)
            question.concrete.become(case.constants)
            if (fault := engine.start_fault(question)) is not None:
                raise fault
            verdict: Verdict = Unknown(OUT_OF_TIME, -1)
            failures: tuple[SideFailure, ...] = ()
            if not self.clock.over:
                family.unroll(self.bound(case))
                settled = self.side if together else self.inductive(case, question)
                verdict = self.settle(case, question, settled)
                if verdict.word in self.clock.options.first:
                    verdict = self.first(case, question, verdict)
                if not (isinstance(verdict, Unknown) and self.clock.over):
                    failures = tuple(self._side_failures(case, question, settled, verdict))
                if case.every_size and isinstance(verdict, Proved) and not self.apart:
                    family.tell("is it so for all sizes?")
                    verdict, short = self.sizes.settle(case, question, verdict)
                    failures = (*failures, *short)
            yield self._result(case, verdict, failures, share + since.spent() + family.size)

    def told(self, case: str, what: str) -> None:
        """Say what is asked of a case."""
        self.progress(f"{case}: {what}")

    def _result(self, case: Case, verdict: Verdict, side: tuple[SideFailure, ...], spent: Spent) -> Result:
        return Result(case.name, case.claim.name, case.expect, verdict, side, spent.seconds, spent)

    def inductive(self, case: Case, question: Question) -> list[str]:
        """Return the largest inductive part of all that one case has to offer."""
        offered = [*self.side, *(ref.name for ref in case.lemmas)]
        if case.kind is Kind.INVARIANT:
            offered.append(case.claim.name)
        return engine.inductive_part(question, list(dict.fromkeys(offered)))

    def _side_failures(
        self, case: Case, question: Question, settled: Sequence[str], verdict: Verdict
    ) -> Iterator[SideFailure]:
        """Yield what must hold in every model, is not inductive in this one, and fails or is not proved.

        Side claims have to be proved; lemmas, types and what no specification may lack only where the
        case's own claim is.
        """
        asked = {ref.name for ref in self.manifest.side}
        types = self.manifest.types.name if self.manifest.types else None
        proving = isinstance(verdict, Proved | Unreachable)
        ranges = types is None or types in settled  # what is inductive is so only within the ranges
        for name in self.side:
            if name in settled and ranges:
                continue
            found = engine.invariant(question, name, (), settled, search=proving)
            if name == NO_ERROR and isinstance(found, Violated):
                raise engine.fault(question, found.trace)
            deep = isinstance(found, Violated) and found.trace.depth > self.bound(case)
            enough = (deep or isinstance(found, HoldsTo)) and not proving and name not in asked
            if not isinstance(found, Proved) and not enough:
                yield SideFailure(name, found)
        for name in [] if proving else [ref.name for ref in case.lemmas if ref.name not in settled]:
            found = engine.invariant(question, name, (), settled, search=proving)
            if isinstance(found, Violated):  # a lemma that is false helps nobody
                yield SideFailure(name, found)

    def first(self, case: Case, question: Question, verdict: Verdict) -> Verdict:
        """Return the verdict with the first of all behaviours that show it equally well."""
        match verdict:
            case Violated(trace=known, claim=broken):
                bad, goals = [broken], []
            case Reached(trace=known):
                bad, goals = [], [case.claim.name]
            case Proved(witness=Trace() as known) | HoldsTo(witness=Trace() as known):
                bad, goals = [], [self.manifest.witnesses_of(case)[-1]]
            case _:
                return verdict
        self.progress(f"looking for the first behaviour of {case.name}")
        paths = question.family.unrolled(known.depth)
        length = known.depth if isinstance(verdict, Violated | Reached) else None  # a witness may be longer
        found = engine.first(question, paths, bad, goals, length)
        if isinstance(found, Undecided):
            return Unknown(found.reason, paths.depth)
        if isinstance(found, Absent):
            raise ReplayFailure(f"{case.name}: the solver does not find a behaviour again")
        if isinstance(verdict, Violated | Reached):
            return replace(verdict, trace=found)
        return replace(verdict, witness=found)

    def settle(self, case: Case, question: Question, settled: Sequence[str]) -> Verdict:
        """Settle one case's claim; a claim that holds needs its witness, or some behaviour at least."""
        lemmas = [ref.name for ref in case.lemmas]
        if case.kind is Kind.REACHABLE:
            found = engine.reachable(question, case.claim.name, lemmas, settled)
            return found if isinstance(found, Reached | Unknown) else self._begun(question, found)
        verdict = engine.invariant(question, case.claim.name, lemmas, settled)
        if isinstance(verdict, Proved) and isinstance(verdict.how, Induction):
            named = self.manifest.lemmas_of(case)
            lemmas_used = tuple(name for name in verdict.how.lemmas if name in named)
            verdict = replace(verdict, how=replace(verdict.how, lemmas=lemmas_used))
        if isinstance(verdict, Proved | HoldsTo):
            for name in self.manifest.witnesses_of(case):
                witness = engine.reach(question, name)
                if isinstance(witness, Vacuous | Unknown):
                    return witness
                verdict = replace(verdict, witness=witness)
            if verdict.witness is None:
                return self._begun(question, verdict)
        return verdict

    def _begun(self, question: Question, verdict: Verdict) -> Verdict:
        """Return the verdict, if the model has any behaviour to be true of."""
        if engine.begins(question):
            return verdict
        return Vacuous("no state satisfies Init", question.family.bound)
