"""What the whole manifest says of one mutant.

Every model is searched exhaustively, so that an answer is exact: a claim is false somewhere or it is not,
at whatever depth.  A mutant that falsifies nothing is then put to `rmapsmt prove`, which may have lost
a proof.  (The other way round no proof survives a claim that is false.)
"""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import states
from mutation import apply, structure

from rmapsmt import manifest, run
from rmapsmt.encode.system import NO_DEADLOCK
from rmapsmt.errors import InputError, UsageFault, render
from rmapsmt.manifest import Kind, link
from rmapsmt.report.words import headline
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutation import Mutant
    from states import Original, Seen

    from rmapsmt.manifest import Case, Manifest

BOUND = 8
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
    lemmas: tuple[tuple[str, str], ...] = ()  # a lemma that is false, or what is not proved any more
    weaker: tuple[tuple[str, str], ...] = ()  # a verdict of the main job that says less
    faults: tuple[tuple[str, str], ...] = ()  # where the specification has no meaning

    @property
    def fate(self) -> Fate:
        """Return the strongest word that this deserves."""
        if self.changed or self.side or self.faults:
            return Fate.KILLED
        return Fate.WEAKER if self.lemmas or self.weaker else Fate.SURVIVES


def original(spec: Path) -> Original:
    """Search the models of a specification as it is."""
    claims = manifest.load(spec)
    return states.search(claims, link.system(claims), structure(spec).roles.get("pc", ()))


def judge(mutant: Mutant, spec: Path, known: Original) -> Judgement:
    """Return what the manifest of a specification says of its mutant."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (*spec.glob("*.tla"), spec / manifest.FILE_NAME):
            shutil.copy(path, folder)
        apply(mutant, folder)
        try:
            claims = manifest.load(folder)
            cases = [replace(case, constants={**case.constants, **mutant.constants}) for case in claims.cases]
            places = structure(spec).places(mutant)
            found = _searched(claims, cases, known if places is not None else {}, places or frozenset())
            return _proved(claims, cases) if found.fate is Fate.SURVIVES else found
        except InputError as fault:  # its place is in a folder that will be gone
            raise UsageFault(f"{mutant.name} is no specification: {render(fault)}") from None


def _searched(claims: Manifest, cases: Sequence[Case], known: Original, places: frozenset[str]) -> Judgement:
    """Compare what every reachable state says with what is expected."""
    changed: dict[str, str] = {}
    side: dict[str, list[str]] = {}
    lemmas: dict[str, list[str]] = {}
    faults: dict[str, str] = {}
    always = states.always(claims)
    for group, seen in states.searched_again(claims, cases, link.system(claims), known, places):
        for case in group:
            answer = _answer(claims, case, seen)
            if answer is not _EXACT.get(case.expect, case.expect) and not seen.fault:
                changed[case.name] = f"{case.expect} → {answer}"
            side[case.name] = [name for name in (*always, NO_DEADLOCK) if name in seen.false]
            lemmas[case.name] = [name for name in states.lemmas(claims, case) if name in seen.false]
            if seen.fault:
                faults[case.name] = seen.fault
    order = [case.name for case in cases]
    return Judgement(
        changed=tuple((name, changed[name]) for name in order if name in changed),
        side=tuple((name, what) for name in order for what in side[name]),
        lemmas=tuple((name, what) for name in order for what in lemmas[name]),
        faults=tuple((name, faults[name]) for name in order if name in faults),
    )


def _answer(claims: Manifest, case: Case, seen: Seen) -> Word:
    """Return the verdict that an exhaustive search gives."""
    if case.kind is Kind.REACHABLE:
        return Word.REACHED if case.claim.name in seen.true else Word.UNREACHABLE
    if case.claim.name in seen.false:
        return Word.VIOLATED
    vacuous = [name for name in claims.witnesses_of(case) if name not in seen.true]
    return Word.VACUOUS if vacuous else Word.PROVED


def _proved(claims: Manifest, cases: Sequence[Case]) -> Judgement:
    """Return what the main job finds at the usual bound."""
    lost, weaker = [], []
    for result in run.prove(claims, cases, run.Options(bound=BOUND, jobs=1), lambda _: None):
        if result.verdict.word is not result.expected:
            weaker.append((result.case, f"{result.expected} → {headline(result.verdict)}"))
        lost += [(result.case, failure.claim) for failure in result.side]
    return Judgement(lemmas=tuple(lost), weaker=tuple(weaker))
