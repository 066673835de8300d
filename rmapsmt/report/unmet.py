"""What a gate complains of: each expectation that is not met, by its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rmapsmt.report import words
from rmapsmt.verdict import Unknown, Violated, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from rmapsmt.account import Account
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Result, Verdict

    Tell: TypeAlias = Callable[[str, Trace, str], Account]  # of a case: a behaviour, and what its end shows


class Reason(StrEnum):
    """Why an expectation is not met, in the words of a report's first line, worst first."""

    PROOF_LOST = "proof lost"
    COUNTEREXAMPLE_GONE = "counterexample gone"
    WITNESS_GONE = "witness gone"
    VACUOUS = "vacuous"
    SIDE_CLAIM = "side claim fails"
    OUTDATED = "stronger than expected"
    UNDECIDED = "undecided"


MEANING = {
    Reason.PROOF_LOST: "A claim was expected to hold, and is violated, or holds to a depth only.",
    Reason.COUNTEREXAMPLE_GONE: "A broken variant was expected to fail, and does not: the model no longer "
    "shows the bug, so that the proofs beside it may mean nothing.",
    Reason.WITNESS_GONE: "A state was expected to be reachable, and is not reached.",
    Reason.VACUOUS: "A claim holds, but the state that it speaks of was not reached.",
    Reason.SIDE_CLAIM: "A type, a lemma, a side claim or freedom from deadlock fails in the case's model.",
    Reason.OUTDATED: "The answer is stronger than the expected one, which is to be written down anew.",
    Reason.UNDECIDED: "The solver gave up, or time ran out: nothing is known.",
}

EXPECTED_TO_HOLD = {Word.PROVED, Word.UNREACHABLE, Word.HOLDS, Word.NOT_REACHED}
STRONGER = {Word.HOLDS: Word.PROVED, Word.NOT_REACHED: Word.UNREACHABLE}


@dataclass(frozen=True, slots=True)
class Unmet:
    """One expectation that is not met; `claim` is a side claim's name where it is one's."""

    result: Result
    reason: Reason
    claim: str
    verdict: Verdict

    @property
    def message(self) -> str:
        """Return the whole in one sentence."""
        found = f"{words.headline(self.verdict)}, {words.how(self.verdict)}"
        if self.claim != self.result.claim:
            return f"{self.result.case}: side claim {self.claim}: {found}"
        return f"{self.result.case}: {self.reason}: {self.claim} was expected {_to_be(self.result)}; {found}"

    def behaviour(self, tell: Tell) -> tuple[Account, str] | None:
        """Return the behaviour that shows it, with what is to be said of its end."""
        shown = words.evidence(self.verdict)
        if shown is None:
            return None
        decided = self.verdict.claim if isinstance(self.verdict, Violated) else ""
        account = tell(self.result.case, shown, decided)
        return account, words.ending(self.claim, self.verdict, account)


def _to_be(result: Result) -> str:
    word = result.expected
    return {Word.HOLDS: "to hold", Word.NOT_REACHED: "not to be reached"}.get(word, f"to be {word}")


def of(result: Result) -> Iterator[Unmet]:
    """Yield what is not met in one result."""
    verdict = result.verdict
    if verdict.word is not result.expected:
        yield Unmet(result, _reason(result.expected, verdict), result.claim, verdict)
    for failure in result.side:
        undecided = isinstance(failure.verdict, Unknown)
        reason = Reason.UNDECIDED if undecided else Reason.SIDE_CLAIM
        yield Unmet(result, reason, failure.claim, failure.verdict)


def _reason(expected: Word, verdict: Verdict) -> Reason:
    if isinstance(verdict, Unknown):
        return Reason.UNDECIDED
    if verdict.word is Word.VACUOUS:
        return Reason.VACUOUS
    if verdict.word is STRONGER.get(expected):
        return Reason.OUTDATED
    if expected in EXPECTED_TO_HOLD:
        return Reason.PROOF_LOST
    return Reason.COUNTEREXAMPLE_GONE if expected is Word.VIOLATED else Reason.WITNESS_GONE


def all_of(results: Sequence[Result]) -> list[Unmet]:
    """Return what is not met, in the order of the cases."""
    return [one for result in results for one in of(result)]


def first_line(results: Sequence[Result]) -> str:
    """Return whether every expectation is met, and if not, which is not and why."""
    missed = all_of(results)
    if not missed:
        return (
            f"all {words.plural(len(results), 'case')} as expected"
            if len(results) != 1
            else "1 case, as expected"
        )
    failed, undecided = [], ""
    for reason in Reason:
        cases = list(dict.fromkeys(one.result.case for one in missed if one.reason is reason))
        if cases and reason is Reason.UNDECIDED:
            undecided = f"UNDECIDED: {_named(cases)}"
        elif cases:
            failed.append(f"{reason}: {_named(cases)}")
    return "; ".join(
        [*(["FAILED: " + "; ".join(failed)] if failed else []), *([undecided] if undecided else [])]
    )


def _named(cases: list[str]) -> str:
    """Return the first few names, and how many more there are."""
    few = 4
    more = f" and {len(cases) - few} more" if len(cases) > few else ""
    return ", ".join(cases[:few]) + more
