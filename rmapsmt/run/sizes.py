"""A case's claim with the sizes of its model left open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt import engine, ir
from rmapsmt.encode.sizes.core import core
from rmapsmt.encode.sizes.induct import Inductive, Outcome
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.encode.value import TooLarge
from rmapsmt.errors import ManifestFault
from rmapsmt.limits import OUT_OF_TIME, over
from rmapsmt.manifest.shared import offered_alone
from rmapsmt.trace import Trace
from rmapsmt.verdict import Cti, EverySize, HoldsTo, Proved, SideFailure, Unknown
from rmapsmt.whole import whole
from rmapsmt.why import Conjunct, Use

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rmapsmt.encode.sizes.goals import Goal
    from rmapsmt.encode.sizes.induct import Broken
    from rmapsmt.encode.sizes.problem import Problem
    from rmapsmt.engine import Question
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.limits import Patience
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.source import Span


COMMENT = "\\*"
SMALLEST = range(1, 4)  # sizes at which a step that breaks an induction is looked for


@dataclass(frozen=True, slots=True)
class Sizes:
    """Proofs for all sizes; cases that differ in their sizes and claims alone share one."""

    manifest: Manifest
    system: TransitionSystem
    patience: Patience
    ask: Callable[[Case], Question]  # a case as a question to an encoding of its own sizes
    known: dict[object, Outcome | str] = field(default_factory=dict)
    goals: dict[object, list[Goal]] = field(default_factory=dict)  # of all cases: many have them in common

    def settle(self, case: Case, question: Question, verdict: Proved) -> tuple[Proved, list[SideFailure]]:
        """Return the verdict with stronger evidence, or why there is none."""
        return self.concluded(case, verdict, self.outcome(case, question.family.tell))

    def concluded(
        self, case: Case, verdict: Proved, found: Outcome | str
    ) -> tuple[Proved, list[SideFailure]]:
        """Return what an outcome, or a reason why there is none, makes of a verdict."""
        sizes = tuple(dict.fromkeys(self.manifest.sizes.values()))
        if isinstance(found, Outcome) and case.claim.name in found.kept:
            lemmas = self.manifest.lemmas_of(case)
            used = tuple(name for name in lemmas if name in found.kept and name != case.claim.name)
            here = verdict.how.here if isinstance(verdict.how, EverySize) else verdict.how
            return replace(verdict, how=EverySize(sizes, used, here, found.kept, found.parts)), []
        wanted = f"{case.claim} for all {', '.join(sizes)}"
        if isinstance(found, str):
            return verdict, [SideFailure(wanted, Unknown(found, verdict.depth))]
        return verdict, [SideFailure(wanted, self._failed(case, found.broken, verdict.depth))]

    def key(self, case: Case) -> object:
        """Return what cases with the same proof have in common."""
        if case.shares:
            return case.shares
        about = whole(self.manifest, self.system, case)
        return tuple(sorted(map(repr, about.constants.items()))), about.offered

    def outcome(self, case: Case, tell: Callable[[str], None] = lambda _: None) -> Outcome | str:
        """Return what is inductive of what is offered, or why nothing can be said."""
        found = self._outcome(case, tell)
        lost = isinstance(found, Outcome) and case.claim.name not in found.kept
        return OUT_OF_TIME if lost and over(self.patience) else found

    def _outcome(self, case: Case, tell: Callable[[str], None]) -> Outcome | str:
        key = self.key(case)
        if key not in self.known:
            about = whole(self.manifest, self.system, case)
            try:
                problem = about.problem(self.manifest)
                inductive = Inductive(problem, about.offered, self.patience, claim=case.claim.name)
                inductive.goals = self.goals
                found = inductive.outcome(tell)
            except UnboundedFault as fault:
                self.known[key] = f"where sizes are left open, {fault}"
            else:
                if not found.kept:  # given up for this claim, and maybe too soon for another
                    return found
                self.known[key] = found
        return self.known[key]

    def uses(self, case: Case, progress: Callable[[str], None]) -> tuple[Use, ...]:
        """Return what the proof for all sizes needs of each lemma; nothing where there is no such proof."""
        try:
            alone = replace(case, shares="")
            offered = offered_alone(self.manifest, alone)
            by_itself = Inductive(self.problem(alone), offered, self.patience)
        except UnboundedFault:
            return ()
        needed = core(by_itself, case.claim.name, progress)
        if needed is None:
            return ()
        found: dict[str, tuple[list[Conjunct], list[Conjunct]]] = {}
        for number, part in enumerate(by_itself.parts):
            found.setdefault(part.name, ([], []))[number not in needed].append(_shown(part.written))
        return tuple(Use(name, tuple(used), tuple(idle)) for name, (used, idle) in found.items())

    def problem(self, case: Case) -> Problem:
        """Return the case's model with its sizes open; UnboundedFault says what has no counterpart."""
        return whole(self.manifest, self.system, case).problem(self.manifest)

    def _failed(self, case: Case, broken: Sequence[Broken], depth: int) -> HoldsTo | Unknown:
        """Return the obligation that fails first, with a step of the smallest size that breaks one."""
        first = broken[0]
        if (small := self._smallest(case, broken)) is not None:
            return HoldsTo(depth, small)
        if first.answer != "sat":
            return Unknown(f"{first.action} may break {first.conjunct}: {first.answer}", depth)
        return HoldsTo(depth, Cti(first.action, (first.conjunct,), Trace(self.system.name, (), ())))

    def _smallest(self, case: Case, broken: Sequence[Broken]) -> Cti | None:
        """Return a step of the smallest sizes that breaks one of these, if there is one."""
        lost = {one.predicate for one in broken if one.first}
        offered = offered_alone(self.manifest, case)
        wanted, others = [n for n in offered if n in lost], [n for n in offered if n not in lost]
        names = list(dict.fromkeys(self.manifest.sizes.values()))
        for values in sorted(product(SMALLEST, repeat=len(names)), key=lambda values: (max(values), values)):
            given = dict(zip(names, values, strict=True))
            sizes = {name: given[equal] for name, equal in self.manifest.sizes.items()}
            try:
                question = self.ask(
                    replace(case, constants={**case.constants, **sizes, **self.manifest.unbounded})
                )
            except (ManifestFault, TooLarge):  # an ASSUME is against it
                continue
            if isinstance(found := engine.induction(question, wanted, others), Cti):
                return replace(found, sizes=tuple(given.items()))
        return None


def _shown(written: ir.Expr) -> Conjunct:
    """Return a conjunct as it stands in the specification, in one line and without comments."""
    span = written.span
    first = span.source.line(span.line)[span.column - 1 :][: span.length]
    more = [span.source.line(line) for line in range(span.line + 1, _last_line(written, span) + 1)]
    words = " ".join([first, *(line.partition(COMMENT)[0] for line in more)]).split()
    return Conjunct(Path(span.source.name).name, span.line, " ".join(words))


def _last_line(expr: ir.Expr, span: Span) -> int:
    """Return the last line on which a part of an expression begins."""
    place, parts = expr.span, ir.children(expr)
    if isinstance(
        expr, ir.Named
    ):  # its parts stand elsewhere; without arguments it is known by its first use
        place, parts = expr.used if expr.args else span, ()
    lines = [place.line] if place.source == span.source else []
    return max([span.line, *lines, *(_last_line(one, span) for one in parts)])
