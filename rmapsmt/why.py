"""What a verdict depends on: plain data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rmapsmt.verdict import Proved, Reached, Unknown, Unreachable, Vacuous, Verdict, Violated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rmapsmt.source import Tag


class Part(StrEnum):
    """What can be changed about a case."""

    HUNK = "hunk"
    ASSUMPTION = "assumption"
    LOCK = "lock"  # nobody waits for it
    WAIT = "wait"  # one action does not wait for its locks


@dataclass(frozen=True, slots=True)
class NotAModel:
    """These constants are none that the specification speaks of: they violate an ASSUME, say."""

    reason: str


Answer = Verdict | NotAModel


def holds(answer: Answer) -> bool | None:
    """Tell whether the claim holds; None where that is open, or not a question."""
    match answer:
        case Proved() | Unreachable():
            return True
        case Violated() | Reached() | Vacuous():
            return False
        case _:
            return None


def is_open(answer: Answer) -> bool:
    """Tell whether more effort could have settled it."""
    return holds(answer) is None and not isinstance(answer, NotAModel)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing changed by itself, and what becomes of the claim."""

    part: Part
    name: str
    answer: Answer
    says: str = ""  # what the manifest says of it
    concerns: tuple[str, ...] = ()  # of a lock: the actions that wait for it; of a wait: the locks
    tags: tuple[Tag, ...] = ()  # of the action that waits
    idle: bool = False  # nothing in this model depends on it


@dataclass(frozen=True, slots=True)
class HunkSets:
    """With which of these hunks the claim holds, the others of them being off.

    `minimal` are the sets with which it holds and with no smaller one that was tried; `losses` are pairs
    of a set with which it holds and a larger one with which it does not.
    """

    hunks: tuple[str, ...]
    tried: int
    minimal: tuple[tuple[str, ...], ...]
    losses: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    open: tuple[tuple[str, ...], ...]
    not_models: int

    @property
    def complete(self) -> bool:
        """Tell whether every set was tried, and each settled."""
        return self.tried == 2 ** len(self.hunks) and not self.open


def hunk_sets(hunks: Sequence[str], answers: Mapping[frozenset[str], Answer]) -> HunkSets:
    """Return what the answers for sets of hunks have to say."""

    def written(found: frozenset[str]) -> tuple[str, ...]:
        return tuple(hunk for hunk in hunks if hunk in found)

    def order(found: frozenset[str]) -> tuple[int, list[int]]:
        return len(found), [number for number, hunk in enumerate(hunks) if hunk in found]

    ordered = sorted(answers, key=order)
    held = [one for one in ordered if holds(answers[one])]
    failed = [one for one in ordered if holds(answers[one]) is False]
    return HunkSets(
        hunks=tuple(hunks),
        tried=len(answers),
        minimal=tuple(written(one) for one in held if not any(other < one for other in held)),
        losses=tuple(
            (written(within[-1]), written(one))
            for one in failed
            if (within := [other for other in held if other < one])
        ),
        open=tuple(written(one) for one in ordered if is_open(answers[one])),
        not_models=sum(isinstance(answer, NotAModel) for answer in answers.values()),
    )


@dataclass(frozen=True, slots=True)
class Conjunct:
    r"""A conjunct as the specification has it: the file's name, its first line, and its text.

    What is written as one, `x \in 0..N` say, may be several.
    """

    file: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """Return where it stands."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Use:
    """Which conjuncts of one lemma, as the model's constants leave it, a proof for all sizes needs."""

    lemma: str
    needed: tuple[Conjunct, ...]
    idle: tuple[Conjunct, ...]

    @property
    def of(self) -> int:
        """Return how many there are."""
        return len(self.needed) + len(self.idle)


@dataclass(frozen=True, slots=True)
class Why:
    """What a case's verdict depends on.

    Of a claim that holds: each part dropped, and the hunks that suffice.  Of one that does not: each
    hunk added, and the hunks that mend it.
    """

    case: str
    claim: str
    verdict: Verdict
    changes: tuple[Change, ...]
    sets: HunkSets | None  # None where there is no hunk to change
    seconds: float
    uses: tuple[Use, ...] = ()  # of a proof for all sizes: a core, from which no conjunct can be left out

    @property
    def mending(self) -> bool:
        """Tell whether the question is what would mend it."""
        return isinstance(self.verdict, Violated | Reached)

    @property
    def undecided(self) -> bool:
        """Tell whether some answer is missing."""
        answers = [self.verdict, *(change.answer for change in self.changes)]
        unanswered = isinstance(self.verdict, Unknown | Vacuous)
        return unanswered or any(map(is_open, answers)) or bool(self.sets and self.sets.open)
