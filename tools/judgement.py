"""What the manifest's default tier says of one mutant.

Every model is searched exhaustively, so that an answer is exact: a claim is false somewhere or it is not,
at whatever depth.  Of a mutant that falsifies nothing the solver is asked whether what was inductive is
so still.  (The other way round no proof survives a claim that is false.)
"""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import fnmatch
import shutil
import tempfile
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import states
from mutation import apply, structure

from rmapsmt import manifest
from rmapsmt.encode.system import NO_DEADLOCK
from rmapsmt.errors import InputError, UsageFault, render
from rmapsmt.manifest import Kind, link
from rmapsmt.run.cases import Run
from rmapsmt.run.families import families
from rmapsmt.run.options import Clock, Options
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mutation import Mutant, Structure
    from states import Seen

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest

BOUND = 8
SMALL = "*.k2-*"  # cases of the full tier
LARGE = 1000  # states
_EXACT = {Word.HOLDS: Word.PROVED, Word.NOT_REACHED: Word.UNREACHABLE}  # what a search to a depth would be


class Fate(StrEnum):
    """What becomes of a mutant."""

    KILLED = "killed"  # a case has another answer, or a side claim is false
    WEAKER = "no claim"  # every answer stands; an argument for one of them does not
    SURVIVES = "survives"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What differs from the expected; pairs with the case first, in the order of the manifest."""

    changed: tuple[tuple[str, str], ...] = ()  # what became of the verdict
    side: tuple[tuple[str, str], ...] = ()  # a side claim that is false
    lemmas: tuple[tuple[str, str], ...] = ()  # a lemma that is false, or what is not inductive any more
    weaker: tuple[tuple[str, str], ...] = ()  # a counterexample that is longer than the bound
    faults: tuple[tuple[str, str], ...] = ()  # where the specification has no meaning

    @property
    def fate(self) -> Fate:
        """Return the strongest word that this deserves."""
        if self.changed or self.side or self.faults:
            return Fate.KILLED
        return Fate.WEAKER if self.lemmas or self.weaker else Fate.SURVIVES


@dataclass(frozen=True, slots=True)
class Original:
    """What is known of the specification as it is."""

    claims: Manifest  # whose text no mutation changes
    shown: Structure
    searched: states.Original
    inductive: Mapping[str, frozenset[str]]  # by case
    taken: frozenset[str]  # the actions


def judged_cases(folder: Path) -> Manifest:
    """Return a folder's manifest with the cases of the default tier, and with what else is as small."""
    claims = manifest.load(folder)
    default = [case.name for case in manifest.select(claims, [])]
    small = fnmatch.filter([case.name for case in claims.cases], SMALL)
    return replace(claims, cases=manifest.select(claims, [*default, *small]))


def original(spec: Path) -> Original:
    """Search the models of a specification as it is."""
    claims, shown = judged_cases(spec), structure(spec)
    system = link.system(claims)
    searched = states.search(claims, system, shown.pcs)
    taken = frozenset(name for model in searched.values() for name in model.actions)
    return Original(claims, shown, searched, _inductive(claims, system), taken)


def judge(mutant: Mutant, spec: Path, known: Original) -> Judgement:
    """Return what the manifest of a specification says of its mutant."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (*spec.glob("*.tla"), spec / manifest.FILE_NAME):
            shutil.copy(path, folder)
        apply(mutant, folder)
        try:
            cases = [
                replace(case, constants={**case.constants, **mutant.constants}) for case in known.claims.cases
            ]
            claims = replace(known.claims, folder=folder, cases=tuple(cases))
            system = link.system(claims)
            found = _searched(claims, system, known, known.shown.places(mutant))
            if found.fate is not Fate.SURVIVES:
                return found
            inductive = _inductive(claims, system)
        except InputError as fault:  # its place is in a folder that will be gone
            raise UsageFault(f"{mutant.name} is no specification: {render(fault)}") from None
    lost = [(case, parts - inductive[case]) for case, parts in known.inductive.items()]
    return Judgement(lemmas=tuple((case, what) for case, names in lost for what in sorted(names)))


def _searched(
    claims: Manifest, system: TransitionSystem, known: Original, places: frozenset[str] | None
) -> Judgement:
    """Compare what every reachable state says with what is expected.

    First come the models that should show nothing.  Once an answer is another, those of the other models
    alone are wanted; and the large models are asked only of a mutant that is not killed without them.
    """
    changed: dict[str, str] = {}
    side: dict[str, list[str]] = {}
    lemmas: dict[str, list[str]] = {}
    weaker: dict[str, str] = {}
    faults: dict[str, str] = {}
    always = (*states.always(claims), NO_DEADLOCK)
    large = {name for model in known.searched.values() if len(model.states) > LARGE for name in model.cases}

    def order(group: Sequence[Case]) -> tuple[bool, bool]:
        return group[0].name in large, _shows(group)

    for group, model, asked in sorted(states.models(claims, system), key=lambda one: order(one[0])):
        if group[0].name in large and (changed or faults or any(side.values())):
            continue
        model.become(group[0].constants)  # models of the same sizes are one
        named = {case.claim.name for case in group}
        told = {*asked.claims} - named if changed else {name for names in lemmas.values() for name in names}
        before = known.searched.get(states.constants(group[0])) if places is not None else None
        seen = states.seen_again(
            model,
            replace(asked, claims=tuple(name for name in asked.claims if name not in told)),
            before if before is not None and before.asked == asked else None,
            places or frozenset(),
            named if changed or not _shows(group) else (),
        )
        for case in group:
            answer, depth = _answer(claims, case, seen)
            bound = max(BOUND, case.bound or 0)
            if seen.fault:
                faults[case.name] = seen.fault
            elif answer is not _EXACT.get(case.expect, case.expect):
                changed[case.name] = f"{case.expect} → {answer}"
            elif depth > bound:
                weaker[case.name] = f"{answer} by {depth} steps, beyond the bound of {bound}"
            side[case.name] = [name for name in always if name in seen.false]
            lemmas[case.name] = [name for name in states.lemmas(claims, case) if name in seen.false]
    names = [case.name for case in claims.cases]
    return Judgement(
        changed=tuple((name, changed[name]) for name in names if name in changed),
        side=tuple((name, what) for name in names for what in side.get(name, ()) if not changed),
        lemmas=tuple((name, what) for name in names for what in lemmas.get(name, ()) if not changed),
        weaker=tuple((name, weaker[name]) for name in names if name in weaker),
        faults=tuple((name, faults[name]) for name in names if name in faults),
    )


def _shows(group: Sequence[Case]) -> bool:
    """Tell whether a state is expected that shows what a case asks for."""
    return any(case.expect in (Word.VIOLATED, Word.REACHED) for case in group)


def _answer(claims: Manifest, case: Case, seen: Seen) -> tuple[Word, int]:
    """Return the verdict that an exhaustive search gives, and how many steps it takes to show it."""
    name = case.claim.name
    if case.kind is Kind.REACHABLE:
        return (Word.REACHED, seen.true[name]) if name in seen.true else (Word.UNREACHABLE, 0)
    if name in seen.false:
        return Word.VIOLATED, seen.false[name]
    vacuous = [name for name in claims.witnesses_of(case) if name not in seen.true]
    return (Word.VACUOUS if vacuous else Word.PROVED), 0


def _inductive(claims: Manifest, system: TransitionSystem) -> dict[str, frozenset[str]]:
    """Return what is inductive for each case: of its claim, its lemmas and what every model is held to."""
    run = Run(claims, system, Clock(Options(bound=0, lemmas=False)), lambda _: None)
    found = {}
    for family in families(claims.cases):
        for case, question in zip(family, run.questions(family), strict=True):
            found[case.name] = frozenset(run.inductive(case, question))
    return {case.name: found[case.name] for case in claims.cases}
