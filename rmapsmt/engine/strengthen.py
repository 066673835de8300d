"""Where no lemmas are given: Houdini over candidates from the text, then k-induction over simple paths.

Houdini drops whatever a step may break until what is left is inductive.  Nothing is believed of a candidate
but what this proves: that it was true of all states seen is no evidence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rmapsmt.encode.simple import SimplePaths
from rmapsmt.encode.solver import Absent, Undecided
from rmapsmt.encode.system import encode
from rmapsmt.encode.value import TooLarge
from rmapsmt.engine.candidates import MOST_CANDIDATES, Candidate, candidates, merged
from rmapsmt.engine.family import Family, Question
from rmapsmt.engine.inductive import induction, inductive_part
from rmapsmt.errors import SpecError
from rmapsmt.interp import Model
from rmapsmt.ir.text import written
from rmapsmt.limits import over
from rmapsmt.verdict import Strengthening

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rmapsmt.ir import State

MOST_STEPS = 12  # of a simple path


@dataclass(frozen=True)
class Strengthened:
    """A model with the candidates that are inductive, together with what the specification names."""

    question: Question  # of an encoding that has the candidates as predicates
    candidates: dict[str, Candidate]
    kept: tuple[str, ...]  # the largest inductive part of everything

    def closed(self, wanted: Sequence[str]) -> list[str] | None:
        """Return a small inductive part of what is kept that has all of these; None if the solver gives up.

        From a state that the part allows, a step may break it; of what is kept something forbids that
        state, and joins the part.
        """
        part = list(dict.fromkeys([*wanted, *self._types()]))
        while (answer := induction(self.question, part)) is not None:
            if isinstance(answer, Undecided) or not answer.trace.steps:
                return None
            before = answer.trace.steps[0].state
            forbids = next((n for n in self._usable() if n not in part and not self._holds(n, before)), None)
            if forbids is None:
                return None
            part.append(forbids)
        for name in [one for one in reversed(part) if one not in wanted]:
            less = inductive_part(self.question, [one for one in part if one != name])
            if {*wanted, *self._types()} <= set(less):
                part = less
        return part

    def _usable(self) -> list[str]:
        """Return what can be a lemma, for it can be written down."""
        return [name for name in self.kept if name in self.question.concrete.system.predicates]

    def _types(self) -> list[str]:
        types = self.question.family.encoding.types
        return [] if types is None else [types]

    def _holds(self, name: str, state: State) -> bool:
        try:
            return self.question.concrete.holds(name, state)
        except SpecError:
            return True

    def lemmas(self, claim: str, part: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the lemmas by name, and those that were found as TLA+ definitions."""
        system = self.question.concrete.system
        used = list(part)
        named = tuple(n for n in used if n not in {claim, *self._types(), *self.candidates})
        taken = {*system.predicates, *system.operators, *(v.name for v in system.variables)}
        taken |= {constant.name for constant in system.constants}
        texts, number = [], 0
        for expr in merged([self.candidates[name] for name in used if name in self.candidates]):
            number += 1
            while f"{claim}Lemma{number}" in taken:
                number += 1
            texts.append(f"{claim}Lemma{number} == {written(expr, system.operators, taken)}")
        return named, tuple(texts)


def strengthening(question: Question, claim: str) -> Strengthening | None:
    """Return how a claim is proved with lemmas that the tool finds by itself; None if it is not."""
    found = None
    for pairs in (False, True):
        found = _strengthened(question, pairs=pairs)
        if found is None:
            return None
        if claim in found.kept and (part := found.closed([claim])) is not None:
            return Strengthening(*found.lemmas(claim, part))
        if len(found.candidates) >= MOST_CANDIDATES:
            break  # there are too many already
    return _k_induction(found, claim, question.family.bound) if found else None


def _strengthened(question: Question, *, pairs: bool) -> Strengthened | None:
    """Return what is inductive of the candidates and all that the encoding has, once for each model."""
    known = question.family.strengthened
    key = (question.model, pairs)
    if key not in known:
        conditions = "two conditions" if pairs else "one condition"
        question.family.tell(f"which lemmas with {conditions} does the text suggest?")
        known[key] = _houdini(question, pairs=pairs)
    return known[key]


def _houdini(question: Question, *, pairs: bool) -> Strengthened | None:
    family, concrete = question.family, question.concrete
    found = candidates(concrete, family.patience, pairs=pairs)
    if over(family.patience):
        return None
    offered = {f"candidate {n}": one for n, one in enumerate(found)}
    system = replace(
        concrete.system,
        predicates={**concrete.system.predicates, **{name: one.expr for name, one in offered.items()}},
    )
    types = family.encoding.types
    try:
        encoding = encode(
            system,
            [concrete.constants],
            types,
            predicates={*family.encoding.parts, *offered},
            optional=offered.keys(),
        )
    except TooLarge:
        return None
    if encoding.depth is not None:
        return None
    own = Question(Family(encoding, family.patience, anew=False), (), Model(system, concrete.constants))
    wanted = [name for name in family.encoding.predicates if name in encoding.predicates]
    kept = inductive_part(own, [*wanted, *(name for name in offered if name in encoding.predicates)])
    if types is not None and types not in kept:
        kept = []
    return Strengthened(own, offered, tuple(kept))


def _k_induction(found: Strengthened, claim: str, bound: int) -> Strengthening | None:
    """Return how a claim is proved over simple paths, if it is so up to some length within the bound.

    No behaviour of up to `bound` steps breaks it, which is known.
    """
    question = found.question
    family, types = question.family, question.family.encoding.types
    claims = [claim] if types is None or types in found.kept else [claim, types]
    paths = SimplePaths(family.one, family.patience)
    for length in range(1, min(bound, MOST_STEPS) + 1):
        paths.extend()
        answer = paths.find(question.model, found.kept, claims)
        if isinstance(answer, Undecided):
            return None
        if isinstance(answer, Absent):
            return _with_few(found, claim, claims, paths, length)
    return None


def _with_few(
    found: Strengthened, claim: str, claims: Sequence[str], paths: SimplePaths, length: int
) -> Strengthening | None:
    """Return the proof with few of the lemmas, each of which is proved by induction itself."""
    model = found.question.model
    kept, size = list(found.kept), len(found.kept)
    while size:
        at = 0
        while at < len(kept):
            less = kept[:at] + kept[at + size :]
            if isinstance(paths.find(model, less, claims), Absent):
                kept = less
            else:
                at += size
        size //= 2
    part = found.closed(kept) if kept else []
    if part is None:
        return None
    named, texts = found.lemmas(claim, [*part, *claims])
    return Strengthening(named, texts, length)
