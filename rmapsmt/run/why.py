"""What a verdict depends on: one encoding in which hunks, assumptions and waiting for locks stay open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt import engine
from rmapsmt.elaborate.waits import Wait, optional_waits
from rmapsmt.encode.fold import Folded, folded, still_open
from rmapsmt.encode.system import NO_ERROR
from rmapsmt.encode.value import TooLarge
from rmapsmt.engine import Family, Question
from rmapsmt.errors import InputError
from rmapsmt.limits import DEEPEST, OUT_OF_TIME, STRIDE
from rmapsmt.manifest import link
from rmapsmt.run.cases import Run
from rmapsmt.run.families import become
from rmapsmt.run.options import Clock, Options
from rmapsmt.verdict import (
    Closure,
    Exhaustion,
    HoldsTo,
    NotReached,
    Proved,
    Reached,
    Unknown,
    Vacuous,
    Verdict,
    Violated,
    Word,
)
from rmapsmt.why import Answer, Change, HunkSets, NotAModel, Part, Why, holds, hunk_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from rmapsmt.interp import Model
    from rmapsmt.ir import TransitionSystem, Value
    from rmapsmt.manifest import Case, Manifest

MOST_HUNKS = 8  # of which every set is tried
AS_IT_IS: frozenset[str] = frozenset()
_UNASKED = Unknown("not asked", -1)


def explain(
    manifest: Manifest,
    case: Case,
    options: Options,
    progress: Callable[[str], None],
    system: TransitionSystem | None = None,
) -> Why:
    """Return what a case's verdict depends on; `system` is the manifest's, where that is known already."""
    clock = Clock(options)
    system, waits = optional_waits(system or link.system(manifest))
    lemmas = {ref.name: ref for one in (case, *manifest.cases) for ref in one.lemmas}
    constants = {**case.constants, **{wait.constant: True for wait in waits}}
    case = replace(case, constants=constants, lemmas=tuple(lemmas.values()))
    listed = {**manifest.hunks, **manifest.assumptions}
    switches = [name for name in listed if isinstance(case.constants.get(name), bool)]
    opposite = replace(case, constants=_flipped(case, [*switches, *(wait.constant for wait in waits)]))
    run = Run(manifest, system, clock, progress)
    found = Why(case.name, case.claim.name, _UNASKED, (), None, 0)
    concrete = run.concrete([case, opposite])
    become(concrete, case)
    progress(f"encoding {case.name}")
    try:
        variants = Variants(run, case, run.encoded([case, opposite]), concrete)
    except TooLarge as limit:
        return replace(found, verdict=Unknown(str(limit), -1), seconds=clock.seconds)
    verdict = variants.with_lemmas(variants.verdict())
    variants.family.lemmas = False  # of what is changed one does not ask so much
    changes: list[tuple[frozenset[str], Change]] = []
    sets = None
    if not isinstance(verdict, Unknown | Vacuous):
        adding = isinstance(verdict, Violated | Reached)
        changes = list(_added(manifest, variants) if adding else _dropped(manifest, variants, waits))
        variants.settle(turned for turned, _ in changes)
        hunks = [change.name for _, change in changes if change.part is Part.HUNK and not change.idle]
        sets = _sets(variants, hunks, adding=adding)
    settled = tuple(replace(change, answer=variants.answers[turned]) for turned, change in changes)
    return replace(found, verdict=verdict, changes=settled, sets=sets, seconds=clock.seconds)


def _flipped(case: Case, names: Iterable[str]) -> dict[str, Value]:
    """Return the case's constants, these truths turned round."""
    return {**case.constants, **{name: not case.constants[name] for name in names}}


def with_lemmas_used(
    found: Why, manifest: Manifest, case: Case, options: Options, progress: Callable[[str], None]
) -> Why:
    """Return the same with what the proof for all sizes, if there is one, needs of each lemma."""
    if not case.every_size or case.expect is not Word.PROVED:
        return found
    clock = Clock(options)
    uses = Run(manifest, link.system(manifest), clock, progress).sizes.uses(case, progress)
    return replace(found, uses=uses, seconds=found.seconds + clock.seconds)


@dataclass(slots=True)
class Variants:
    """A case and what becomes of it when some truths are turned round: each settled once.

    The case itself needs its own witness; of a variant, in which nobody may be there to wait, only what is
    asked of every case.
    """

    run: Run
    case: Case
    family: Family
    concrete: Model
    answers: dict[frozenset[str], Answer] = field(default_factory=dict)
    _known: dict[Folded, Verdict] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        """Return the verdict on the case as it is."""
        question = self._question(self.case)
        if (fault := engine.start_fault(question)) is not None:
            raise fault
        self.settle([AS_IT_IS])
        verdict = self.answers[AS_IT_IS]
        assert not isinstance(verdict, NotAModel)
        if isinstance(verdict, Violated) and verdict.claim == NO_ERROR:
            raise engine.fault(question, verdict.trace)
        return verdict

    def with_lemmas(self, verdict: Verdict) -> Verdict:
        """Return a proof by all states as one by induction, if lemmas can be found."""
        if not isinstance(verdict, Proved) or not isinstance(verdict.how, Closure | Exhaustion):
            return verdict
        self.run.progress(f"looking for lemmas for {self.case.name}")
        found = engine.strengthening(self._question(self.case), self.case.claim.name)
        return verdict if found is None else replace(verdict, how=found)

    def matters(self, names: Collection[str]) -> set[str]:
        """Return those of the constants that anything depends on while they are open."""
        constants = {n: value for n, value in self.case.constants.items() if n not in names}
        return still_open(self.family.encoding, self._folded(constants)).intersection(names)

    def settle(self, wanted: Iterable[frozenset[str]]) -> None:
        """Find the answer for each set of truths turned round; what stays open is searched more deeply."""
        asked = [turned for turned in wanted if turned not in self.answers]
        self.family.unroll(self.run.bound(self.case))
        while asked:
            for turned in asked:
                self.answers[turned] = self._answer(turned)
            if self.family.bound >= self.family.allowed(DEEPEST) or self.run.clock.over:
                break
            asked = [turned for turned in asked if isinstance(self.answers[turned], HoldsTo | NotReached)]
            self._known = {left: found for left, found in self._known.items() if holds(found) is not None}
            self.family.unroll(self.family.bound + STRIDE * bool(asked))

    def _folded(self, constants: Mapping[str, Value]) -> Folded:
        manifest = self.run.manifest
        named = [ref.name for ref in (self.case.claim, manifest.types, manifest.witness) if ref]
        return folded(self.family.encoding, constants, [*named, NO_ERROR])

    def _question(self, case: Case) -> Question:
        return Question(self.family, self.family.encoding.model(case.constants), self.concrete)

    def _answer(self, turned: frozenset[str]) -> Answer:
        case = replace(self.case, constants=_flipped(self.case, turned))
        named = case.name
        if turned:
            case = replace(case, witness=None)
            named += f", changed: {', '.join(sorted(turned))}"
        self.family.tell = partial(self.run.told, named)
        self.concrete.become(case.constants)
        try:
            self.concrete.check_assumptions()
        except InputError as fault:
            place = f" ({Path(fault.span.source.name).name}, line {fault.span.line})" if fault.span else ""
            return NotAModel(fault.message + place)
        if (error := engine.start_fault(self._question(case))) is not None:
            return NotAModel(error.message)
        if not turned:
            return self._settled(case)
        left = self._folded(case.constants)
        if left not in self._known:
            self._known[left] = self._settled(case)
        return self._known[left]

    def _settled(self, case: Case) -> Verdict:
        """Settle one variant by those lemmas that are inductive in it."""
        if self.run.clock.over:
            return Unknown(OUT_OF_TIME, -1)
        question = self._question(case)
        known = self.run.inductive(case, question)
        lemmas = tuple(ref for ref in case.lemmas if ref.name in known)
        verdict = self.run.settle(replace(case, lemmas=lemmas), question, known)
        others = [NO_ERROR] if NO_ERROR not in known and holds(verdict) is not False else []
        if isinstance(verdict, Unknown) and self.run.manifest.types:
            others.append(self.run.manifest.types.name)  # that a behaviour leaves the ranges may be why
        for name in others:
            found = engine.invariant(question, name, (), known)
            if not isinstance(found, Proved):
                return found
        return verdict


def _added(manifest: Manifest, variants: Variants) -> Iterator[tuple[frozenset[str], Change]]:
    """Yield each hunk that is off."""
    hunks = [name for name in manifest.hunks if variants.case.constants.get(name) is False]
    yield from _named(Part.HUNK, hunks, manifest.hunks, variants.matters(hunks))


def _dropped(
    manifest: Manifest, variants: Variants, waits: Sequence[Wait]
) -> Iterator[tuple[frozenset[str], Change]]:
    """Yield each hunk, assumption, lock and wait that there is."""
    given = variants.case.constants
    hunks = [name for name in manifest.hunks if given.get(name) is True]
    assumed = [name for name in manifest.assumptions if given.get(name) is True]
    matters = variants.matters([*hunks, *assumed])
    yield from _named(Part.HUNK, hunks, manifest.hunks, matters)
    yield from _named(Part.ASSUMPTION, assumed, manifest.assumptions, matters)
    used = variants.matters([wait.constant for wait in waits])
    waits = [wait for wait in waits if wait.constant in used]
    for lock in dict.fromkeys(lock for wait in waits for lock in wait.locks):
        those = [wait for wait in waits if lock in wait.locks]
        actions = tuple(wait.action for wait in those)
        yield frozenset(wait.constant for wait in those), Change(Part.LOCK, lock, _UNASKED, concerns=actions)
    for wait in waits:
        change = Change(Part.WAIT, wait.action, _UNASKED, concerns=wait.locks, tags=wait.tags)
        yield frozenset([wait.constant]), change


def _named(
    part: Part, names: Iterable[str], says: Mapping[str, str], matters: Collection[str]
) -> Iterator[tuple[frozenset[str], Change]]:
    for name in names:
        yield frozenset([name]), Change(part, name, _UNASKED, says[name], idle=name not in matters)


def _sets(variants: Variants, hunks: Sequence[str], *, adding: bool) -> HunkSets | None:
    """Return with which of the hunks the claim holds; of many of them, a way down to a small set."""

    def ask(kept: Iterable[frozenset[str]]) -> dict[frozenset[str], Answer]:
        turned = {one: one if adding else frozenset(hunks) - one for one in kept}
        variants.settle(turned.values())
        return {one: variants.answers[changed] for one, changed in turned.items()}

    if not hunks:
        return None
    if len(hunks) <= MOST_HUNKS:
        sizes = range(len(hunks) + 1)
        return hunk_sets(hunks, ask(frozenset(one) for size in sizes for one in combinations(hunks, size)))
    kept: frozenset[str] | None = frozenset(hunks)
    tried = ask([frozenset(hunks)])
    while kept is not None and holds(tried[kept]):
        smaller = [kept - {hunk} for hunk in hunks if hunk in kept]
        tried |= ask(smaller)
        kept = next((one for one in smaller if holds(tried[one])), None)
    return hunk_sets(hunks, tried)
