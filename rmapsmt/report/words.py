"""Verdicts in words, and the totals of many."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from rmapsmt import ir
from rmapsmt.verdict import (
    EverySize,
    HoldsTo,
    NotReached,
    Proved,
    Reached,
    Result,
    Strengthening,
    Unknown,
    Unreachable,
    Vacuous,
    Verdict,
    Violated,
    Word,
)
from rmapsmt.versions import version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rmapsmt.account import Account
    from rmapsmt.manifest import Case
    from rmapsmt.trace import Trace

MEMORY_MODEL = "sequential consistency"
MOST_CLAIMS = 6  # that are named in one line

# Exit codes, as the manual lists them.
MET, NOT_MET, UNDECIDED, INTERRUPTED = 0, 1, 3, 130


@dataclass(frozen=True, slots=True)
class About:
    """What is needed to run the same again, and what a run without patterns has left out."""

    bound: int
    seed: int
    spec: str  # the folder, as the user named it
    spec_hash: str
    not_run: int = 0  # cases of other tiers
    unsettled: int | None = None  # cases that an interrupt has left, if there was one
    asked: tuple[str, ...] = ()  # lines that say which claims were settled, and for which sizes

    def versions(self) -> dict[str, str]:
        """Return the versions of everything that has a say in a verdict."""
        return {
            "rmapsmt": version("rmapsmt"),
            "z3": version("z3-solver"),
            "tree-sitter-tlaplus": version("tree-sitter-tlaplus"),
            "python": platform.python_version(),
        }

    def properties(self) -> dict[str, str]:
        """Return what an answer is an answer about, and what it takes to have it again, as words."""
        return {
            **self.versions(),
            "spec": self.spec,
            "spec_hash": self.spec_hash,
            "bound": str(self.bound),
            "seed": str(self.seed),
            "memory_model": MEMORY_MODEL,
        }


def plural(number: int, word: str) -> str:
    """Return the number with its noun."""
    ending = "" if number == 1 else "es" if word.endswith("ch") else "s"
    return f"{number} {word}{ending}"


def depth(verdict: Verdict) -> int:
    """Return how many steps the verdict speaks of: those of its trace, or those unrolled."""
    match verdict:
        case Violated(trace=trace) | Reached(trace=trace):
            return trace.depth
        case _:
            return verdict.depth


def headline(verdict: Verdict) -> str:
    """Return the verdict's word, with the depth where the word alone would say too much."""
    match verdict:
        case HoldsTo(depth=steps) | NotReached(depth=steps):
            return f"{verdict.word} to {steps}"
        case Proved(how=EverySize(sizes=sizes)):
            return f"{verdict.word} for all {', '.join(sizes)} and all depths"
        case _:
            return verdict.word.value


def how(verdict: Verdict) -> str:
    """Return how it was settled, in a few words."""
    match verdict:
        case Proved(how=reason, depth=steps) | Unreachable(how=reason, depth=steps):
            return f"{reason}; searched to {steps}"
        case Violated(trace=trace, switches=switches):
            return f"counterexample of {plural(trace.depth, 'step')}{_not_shortest(switches)}"
        case Reached(trace=trace, switches=switches):
            return f"witness of {plural(trace.depth, 'step')}{_not_shortest(switches)}"
        case HoldsTo(depth=steps) | NotReached(depth=steps):
            return f"bounded to {steps}, not complete"
        case Vacuous(reason=reason, depth=steps):
            return f"{reason} (searched to {steps})"
        case Unknown(reason=reason, depth=steps):
            return f"{reason} (settled to {steps})" if steps >= 0 else reason
        case _:
            assert_never(verdict)


def _not_shortest(switches: int | None) -> str:
    """Return what is to be said of a behaviour that was looked for among those with few switches."""
    if switches is None:
        return ""
    return f" with {plural(switches, 'switch')}; a shorter one may exist"


def facts(case: Case, verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield what a page says of a case, each under its name."""
    yield "claim", case.claim.name
    yield "verdict", f"{headline(verdict)}, {how(verdict)}"
    if case.why:
        yield "because", case.why
    if case.source:
        yield "source", case.source
    yield "memory model", MEMORY_MODEL


def evidence(verdict: Verdict) -> Trace | None:
    """Return the behaviour that shows the verdict, or that it is not vacuous."""
    match verdict:
        case Violated(trace=trace) | Reached(trace=trace):
            return trace
        case Proved(witness=witness) | HoldsTo(witness=witness):
            return witness
        case _:
            return None


def ending(claim: str, verdict: Verdict, account: Account | None) -> str:
    """Return what is to be said of a behaviour's last state."""
    shown = account.decided if account else ""
    match verdict:
        case Violated(claim=broken):
            return f"{broken} is false in this state{because(account)}"
        case Reached():
            return f"{claim} is true in this state{because(account)}"
        case Proved() | HoldsTo() if shown:
            return f"{shown} is true in this state{because(account)}: {claim} is not vacuous"
        case _:
            return ""


def because(account: Account | None) -> str:
    """Return what decides the predicate that the last state is shown for, to stand behind its value."""
    if account is None or account.reason is None:
        return ""
    reason = account.reason
    values = ", ".join(f"{read.cell} = {ir.show(read.value)}" for read in reason.cells)
    if reason.holds:
        return f", for {values}" if values else ""
    return f": {reason.text} does not hold" + (f", for {values}" if values else "")


def lemmas_found(verdict: Verdict) -> tuple[str, ...]:
    """Return the lemmas that the tool has found by itself, as definitions in TLA+."""
    match verdict:
        case Proved(how=Strengthening(found=lemmas)):
            return lemmas
        case _:
            return ()


def remarks(result: Result) -> list[str]:
    """Return what stands under a result's line: lemmas found, failed side claims, why an induction failed."""
    found = []
    if lemmas := lemmas_found(result.verdict):
        found.append(
            f"found {plural(len(lemmas), 'lemma')}: rmapsmt why {result.case} writes what can be pasted"
        )
    if isinstance(result.verdict, Violated) and result.verdict.claim != result.claim:
        found.append(f"what breaks is {result.verdict.claim}")
    if isinstance(result.verdict, HoldsTo | NotReached) and result.verdict.cti and not result.ok:
        found.append(f"not inductive: {result.verdict.cti}")
    for failure in result.side:
        found.append(f"side claim {failure.claim}: {headline(failure.verdict)}, {how(failure.verdict)}")
        if isinstance(failure.verdict, HoldsTo | NotReached) and failure.verdict.cti:
            found.append(f"not inductive: {failure.verdict.cti}")
    return found


def others(result: Result) -> list[tuple[str, Trace, str]]:
    """Return what else there is to look at: a title, the behaviour, and what is to be said of its end."""
    found = []
    for name, verdict in [(result.claim, result.verdict), *((f.claim, f.verdict) for f in result.side)]:
        if isinstance(verdict, HoldsTo | NotReached) and verdict.cti and verdict.cti.trace.steps:
            title = f"{name}: not inductive, for there is this step; its first state may be unreachable"
            found.append((title, verdict.cti.trace, str(verdict.cti)))
        elif isinstance(verdict, Violated) and verdict is not result.verdict:
            title = f"side claim {name}: {headline(verdict)}, {how(verdict)}"
            found.append((title, verdict.trace, f"{verdict.claim} is false in this state"))
    return found


def asked(cases: Sequence[Case]) -> Iterator[str]:
    """Yield what was to be settled: the claims, and the sizes of the models."""
    claims = Counter(case.claim.name for case in cases)
    shown = claims.most_common(MOST_CLAIMS)
    counted = ", ".join(f"{name} in {plural(n, 'case')}" for name, n in shown)
    yield f"claims: {counted}" + (
        f", and {len(claims) - len(shown)} others" if claims.keys() - dict(shown) else ""
    )
    sizes: dict[str, set[int]] = {}
    for case in cases:
        for name, value in case.constants.items():
            if isinstance(value, int) and not isinstance(value, bool):
                sizes.setdefault(name, set()).add(value)
    if sizes:
        said = ", ".join(f"{name} = {' and '.join(map(str, sorted(of)))}" for name, of in sizes.items())
        yield f"sizes, where a verdict is not for all: {said}"


def exit_code(results: Sequence[Result]) -> int:
    """Return what the shell is told: an unmet expectation weighs more than an undecided one."""
    if any(not result.ok and not result.undecided for result in results):
        return NOT_MET
    return UNDECIDED if any(not result.ok for result in results) else MET


def count(results: Sequence[Result]) -> dict[str, int]:
    """Return how many results have each verdict, in the order of the words."""
    words = Counter(result.verdict.word for result in results)
    return {word.value: words[word] for word in Word if words[word]}


def interrupted(results: Sequence[Result], about: About) -> str:
    """Return what is to be said first of a run that was interrupted; nothing of any other."""
    if about.unsettled is None:
        return ""
    return f"INTERRUPTED: {len(results)} of {plural(len(results) + about.unsettled, 'case')} settled"


def remembered(results: Sequence[Result]) -> str:
    """Return how many results an earlier run has found; nothing if there are none."""
    number = sum(result.cached for result in results)
    if not number:
        return ""
    return f"{number} of {plural(len(results), 'verdict')} found before, by the same tool from the same text"


def totals(results: Sequence[Result], seconds: float) -> str:
    """Return the totals in one line."""
    counted = ", ".join(f"{number} {word}" for word, number in count(results).items())
    met = sum(result.ok for result in results)
    return f"{plural(len(results), 'case')}: {counted or 'none'}; {met} as expected; {seconds:.1f} s"
