"""A case's claim with the sizes of its model left open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rmapsmt import engine, evidence
from rmapsmt.encode.sizes.induct import Inductive, Outcome
from rmapsmt.encode.sizes.problem import Problem
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.trace import Trace
from rmapsmt.verdict import Cti, EverySize, HoldsTo, Proved, SideFailure, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.engine import Question
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest


@dataclass(frozen=True, slots=True)
class Sizes:
    """Proofs for all sizes; models that differ in their sizes alone share one."""

    manifest: Manifest
    system: TransitionSystem
    timeout: float | None
    known: dict[object, Outcome | str] = field(default_factory=dict)

    def settle(self, case: Case, question: Question, verdict: Proved) -> tuple[Proved, list[SideFailure]]:
        """Return the verdict with stronger evidence, or why there is none."""
        sizes = tuple(dict.fromkeys(self.manifest.sizes.values()))
        offered = evidence.offered(self.manifest, case)
        found = self._outcome(case, offered, question.family.tell)
        if isinstance(found, Outcome) and case.claim.name in found.kept:
            lemmas = self.manifest.lemmas_of(case)
            used = tuple(name for name in lemmas if name in found.kept and name != case.claim.name)
            here = verdict.how.here if isinstance(verdict.how, EverySize) else verdict.how
            return replace(verdict, how=EverySize(sizes, used, here, found.kept, found.parts)), []
        wanted = f"{case.claim} for all {', '.join(sizes)}"
        if isinstance(found, str):
            return verdict, [SideFailure(wanted, Unknown(found, verdict.depth))]
        return verdict, [SideFailure(wanted, self._failed(found, question, offered, verdict.depth))]

    def _outcome(self, case: Case, offered: list[str], tell: Callable[[str], None]) -> Outcome | str:
        """Return what is inductive of what is offered, or why nothing can be said."""
        if self.manifest.types is None:
            return "sizes can be left open only where `types` gives every variable its sort"
        constants = evidence.open_constants(self.manifest, case)
        key = (tuple(sorted(map(repr, constants.items()))), tuple(offered))
        if key not in self.known:
            try:
                problem = Problem(self.system, constants, self.manifest.sizes, self.manifest.types.name)
                inductive = Inductive(problem, offered, self.timeout, claim=case.claim.name)
                self.known[key] = inductive.outcome(tell)
            except UnboundedFault as fault:
                self.known[key] = f"where sizes are left open, {fault}"
        return self.known[key]

    def _failed(
        self, found: Outcome, question: Question, offered: list[str], depth: int
    ) -> HoldsTo | Unknown:
        """Return the obligation that fails first, with a step of the model's own size that shows it."""
        broken = next((one for one in found.broken if one.answer == "sat"), found.broken[0])
        if broken.answer != "sat":
            return Unknown(f"{broken.action} may break {broken.conjunct}: {broken.answer}", depth)
        small = engine.induction(question, offered)
        if isinstance(small, Cti):
            return HoldsTo(depth, small)
        nothing = Trace(self.system.name, question.concrete.variables, ())
        return HoldsTo(depth, Cti(broken.action, (broken.conjunct,), nothing))
