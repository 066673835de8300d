"""What a question can be answered with: plain data, each answer with its evidence.

A weaker answer is never given in a stronger one's words, and `Unknown` satisfies no expectation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rmapsmt.meter import Spent

if TYPE_CHECKING:
    from rmapsmt.trace import Trace


class Word(StrEnum):
    """The words of the table and of `expect:` in a manifest."""

    PROVED = "proved"
    VIOLATED = "violated"
    REACHED = "reached"
    UNREACHABLE = "unreachable"
    HOLDS = "holds"  # to a depth
    NOT_REACHED = "not reached"  # to a depth
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Induction:
    """The claim and these lemmas, together, hold initially and are kept by every step.

    `together` are they and whatever else was proved in the same way, all of which a step may rely on.
    """

    lemmas: tuple[str, ...]
    together: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """Return the words of the table."""
        count = len(self.lemmas)
        return f"inductive, {count} lemma{'s' * (count != 1)}" if count else "inductive"


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """Every behaviour ends within `depth` steps, and none of them breaks the claim."""

    depth: int

    def __str__(self) -> str:
        """Return the words of the table."""
        return f"every behaviour ends within {self.depth} steps"


@dataclass(frozen=True, slots=True)
class Closure:
    """These are all the reachable states: the initial ones are among them, and no step leads to another."""

    states: int

    def __str__(self) -> str:
        """Return the words of the table."""
        return f"true of all {self.states} reachable states"


@dataclass(frozen=True, slots=True)
class Strengthening:
    """The claim is k-inductive together with these lemmas, and with those that the tool has found.

    No path of `k` steps that visits no state twice breaks it in its last state alone, where the lemmas
    hold throughout; and no behaviour of fewer steps breaks it.  The lemmas are inductive by themselves,
    or, where `k` is 1, with the claim.
    """

    lemmas: tuple[str, ...]
    found: tuple[str, ...]  # definitions in TLA+, that the specification could have
    k: int = 1

    def __str__(self) -> str:
        """Return the words of the table."""
        count, found = len(self.lemmas) + len(self.found), len(self.found)
        which = f" ({found} of them found)" if self.lemmas and found else " found" if found else ""
        with_ = f", {count} lemma{'s' * (count != 1)}{which}" if count else ""
        return f"{f'{self.k}-' * (self.k > 1)}inductive{with_}"


@dataclass(frozen=True, slots=True)
class EverySize:
    """The claim and these lemmas, together, are inductive whatever the sizes are that were left open.

    `here` is how the claim was proved for the case's own sizes.  `kept` are the predicates that are proved
    with it, of whose conjuncts those with the numbers `parts` are inductive together.
    """

    sizes: tuple[str, ...]
    lemmas: tuple[str, ...]
    here: Induction | Strengthening | Closure | Exhaustion = field(default=Induction(()), compare=False)
    kept: tuple[str, ...] = field(default=(), compare=False)
    parts: tuple[int, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """Return the words of the table."""
        return str(Induction(self.lemmas))


@dataclass(frozen=True, slots=True)
class Cti:
    """A counterexample to induction: a step from a state that may be unreachable."""

    action: str
    conjuncts: tuple[str, ...]  # what the step breaks
    trace: Trace  # two states
    sizes: tuple[tuple[str, int], ...] = ()  # where they need not be the model's

    def __str__(self) -> str:
        """Return one line that names the action and what it breaks."""
        sizes = ", ".join(f"{name} = {size}" for name, size in self.sizes)
        where = f" where {sizes}" if sizes else ""
        verb = "imply" if self.action == "Init" else "preserve"
        return f"{self.action} does not {verb} {', '.join(self.conjuncts)}{where}"


@dataclass(frozen=True, slots=True)
class Proved:
    """An invariant holds in every reachable state; BMC has confirmed it to `depth`."""

    how: Induction | Strengthening | Closure | Exhaustion | EverySize
    depth: int
    witness: Trace | None = None  # a behaviour in which the claim is not vacuous
    word: Word = Word.PROVED


@dataclass(frozen=True, slots=True)
class Violated:
    """A behaviour breaks the claim; the interpreter has replayed it.

    It is one of the shortest, unless it was looked for among those with few `switches` between actors.
    """

    trace: Trace
    claim: str  # what is false in the last state
    switches: int | None = None  # that it has, where it need not be the shortest
    word: Word = Word.VIOLATED


@dataclass(frozen=True, slots=True)
class HoldsTo:
    """No violation within `depth` steps; nothing is said beyond.  `cti` is why induction failed."""

    depth: int
    cti: Cti | None = None
    witness: Trace | None = None
    word: Word = Word.HOLDS


@dataclass(frozen=True, slots=True)
class Reached:
    """A behaviour reaches the goal; the interpreter has replayed it.  Its length is as for `Violated`."""

    trace: Trace
    switches: int | None = None
    word: Word = Word.REACHED


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No behaviour ever reaches the goal."""

    how: Induction | Closure | Exhaustion
    depth: int
    word: Word = Word.UNREACHABLE


@dataclass(frozen=True, slots=True)
class NotReached:
    """The goal is not reached within `depth` steps; nothing is said beyond."""

    depth: int
    cti: Cti | None = None
    word: Word = Word.NOT_REACHED


@dataclass(frozen=True, slots=True)
class Vacuous:
    """The claim holds, but the state that it speaks of was not reached within `depth` steps."""

    reason: str
    depth: int
    word: Word = Word.VACUOUS


@dataclass(frozen=True, slots=True)
class Unknown:
    """The solver gave up; `depth` is how far it had come."""

    reason: str
    depth: int
    word: Word = Word.UNKNOWN


Verdict = Proved | Violated | HoldsTo | Reached | Unreachable | NotReached | Vacuous | Unknown


@dataclass(frozen=True, slots=True)
class SideFailure:
    """A side claim that does not come out as it must in this model."""

    claim: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    case: str
    claim: str
    expected: Word
    verdict: Verdict
    side: tuple[SideFailure, ...]
    seconds: float  # of the run that has found it
    spent: Spent = Spent()
    cached: bool = False  # found by an earlier run

    @property
    def ok(self) -> bool:
        """Tell whether the verdict is the expected one and no side claim failed."""
        return self.verdict.word is self.expected and not self.side

    @property
    def undecided(self) -> bool:
        """Tell whether the only fault is that a solver gave up."""
        return not self.ok and all(
            isinstance(verdict, Unknown)
            for verdict, wrong in [
                (self.verdict, self.verdict.word is not self.expected),
                *((failure.verdict, True) for failure in self.side),
            ]
            if wrong
        )
