"""Cases through the engine: what a run makes of small specification folders."""

from __future__ import annotations

import os
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rmapsmt import manifest, parallel, run
from rmapsmt.cli import entry
from rmapsmt.errors import EvalFault, ManifestFault
from rmapsmt.run.cases import Run
from rmapsmt.run.families import families
from rmapsmt.verdict import Exhaustion, HoldsTo, Induction, Proved, Result, Unknown, Vacuous, Violated, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

COUNTER = r"""
---- MODULE Counter ----
EXTENDS Integers
CONSTANTS Top, Odd
ASSUME Top > 0
VARIABLES n, m
TypeOK == n \in 0..Top /\ m \in 0..Top
Init == n = 0 /\ m = 0 /\ Top < 99
Step(t) == n < Top /\ n' = n + (IF Odd THEN 2 ELSE 1) /\ UNCHANGED m
Follow(t) == m < n /\ m' = m + 1 /\ UNCHANGED n
Stop == n >= Top /\ m = n /\ UNCHANGED <<n, m>>
Next == Step(0) \/ Follow(1) \/ Stop
Spec == Init /\ [][Next]_<<n, m>>
Behind == m <= n
NeverFull == n < Top
Small == n < 100
Full == n = Top
Beyond == n > Top
Early == n < 3
Apart == ~(n = 2 /\ m = 3)
Divides == 12 \div (n - 3) < 100
Guarded == n # 3 /\ 12 \div (n - 3) < 100
====
"""
MANIFEST = """
version: 1
module: Counter
spec: Spec
types: TypeOK
models: {small: {Top: 4, Odd: false}}
"""


def folder(tmp_path: Path, case: str, top: str = "") -> Path:
    """Return a specification folder with this one case."""
    (tmp_path / "Counter.tla").write_text(COUNTER, encoding="utf-8")
    text = f"{MANIFEST}{top}\ncases:\n  - {{case: a.b.c, {case}}}\n"
    (tmp_path / "invariants.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def settle(tmp_path: Path, case: str, top: str = "", options: run.Options | None = None) -> Result:
    """Return the result of a folder's one case."""
    claims = manifest.load(folder(tmp_path, case, top))
    (result,) = run.prove(
        claims, claims.cases, options or run.Options(states=0, lemmas=False), lambda _: None
    )
    return result


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("model: small, claim: Behind, expect: proved", Proved(Induction(()), 8)),
        ("model: small, claim: Small, expect: proved", Proved(Induction(()), 8)),
    ],
)
def test_an_inductive_claim_is_proved(tmp_path: Path, case: str, expected: Proved) -> None:
    """The verdict names the lemmas that went into the induction."""
    verdict = settle(tmp_path, case).verdict

    assert expected == verdict


def test_a_claim_that_needs_no_induction_is_proved_by_exhaustion(tmp_path: Path) -> None:
    """Where induction fails, a bound within which every behaviour ends settles the claim."""
    result = settle(tmp_path, "model: {like: small, Top: 3}, claim: Apart, expect: proved")

    assert (Word.PROVED, Exhaustion(7)) == (result.verdict.word, getattr(result.verdict, "how", None))


def test_a_weaker_verdict_meets_no_stronger_expectation(tmp_path: Path) -> None:
    """Holding to a depth is not being proved."""
    result = settle(
        tmp_path,
        "model: {like: small, Top: 40}, claim: NeverFull, expect: proved",
        options=run.Options(bound=3, states=0, lemmas=False),
    )

    assert isinstance(result.verdict, HoldsTo)
    assert not result.ok


@pytest.mark.parametrize("bound", [8, 1])
def test_a_shortest_counterexample_is_found_at_its_depth(tmp_path: Path, bound: int) -> None:
    """The manifest's own bound holds where the command line asks for less."""
    case = "model: {like: small, Top: 3}, claim: NeverFull, expect: violated, bound: 4"
    verdict = settle(tmp_path, case, options=run.Options(bound=bound)).verdict

    assert isinstance(verdict, Violated)
    assert 3 == verdict.trace.depth


def test_a_false_lemma_of_a_case_is_said_to_be_false(tmp_path: Path) -> None:
    """A lemma with a counterexample is not just one that is not inductive."""
    result = settle(tmp_path, "model: {like: small, Top: 20}, claim: Apart, lemmas: [Early], expect: proved")
    (failure,) = result.side

    assert "Early" == failure.claim
    assert isinstance(failure.verdict, Violated)
    assert not result.ok


def test_a_range_too_wide_for_a_formula_is_unknown(tmp_path: Path) -> None:
    """The reason names the variable and the number of its values."""
    verdict = settle(tmp_path, "model: {like: small, Top: 5000}, claim: Behind, expect: proved").verdict

    assert isinstance(verdict, Unknown)
    assert "TypeOK gives n 5001 values" in verdict.reason


SHOWN = [
    (
        "model: {like: small, Top: 40}, claim: NeverFull, expect: holds",
        "not inductive, for there is this step",
    ),
    ("model: {Top: 3, Odd: true}, claim: Behind, expect: proved", "side claim TypeOK: violated"),
    ("model: {like: small, Top: 3}, claim: NeverFull, expect: violated", "NeverFull is false in this state"),
]


@pytest.mark.parametrize(("case", "words"), SHOWN)
def test_trace_shows_what_stands_behind_a_verdict(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    words: str,
) -> None:
    """A failed induction and a failed side claim are drawn as a counterexample is."""
    monkeypatch.setattr(run, "Options", partial(run.Options, states=0))
    entry(["trace", "a.b.c", "--bound", "5", "--spec", str(folder(tmp_path, case))])

    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    ("witness", "word"), [("Full", Word.PROVED), ("Beyond", Word.VACUOUS)], ids=["reached", "unreachable"]
)
def test_a_proof_without_a_witness_is_vacuous(tmp_path: Path, witness: str, word: Word) -> None:
    """A claim about a state that never comes satisfies no expectation."""
    result = settle(tmp_path, "model: small, claim: Behind, expect: proved", f"witness: {witness}")

    assert word == result.verdict.word
    assert isinstance(result.verdict, Vacuous) != result.ok


@pytest.mark.parametrize("claim", ["Behind, expect: proved", "Full, kind: reachable, expect: unreachable"])
def test_a_proof_about_no_behaviour_is_vacuous(tmp_path: Path, claim: str) -> None:
    """Where no state satisfies Init, everything is so in all states; nobody need have named a witness."""
    result = settle(tmp_path, f"model: {{Top: 99, Odd: false}}, claim: {claim}")

    assert Vacuous("no state satisfies Init", 8) == result.verdict
    assert not result.ok


def test_a_number_that_leaves_its_range_is_a_failed_side_claim(tmp_path: Path) -> None:
    """TypeOK is proved, not assumed: 3 + 2 is seen beyond 4."""
    result = settle(tmp_path, "model: {Top: 3, Odd: true}, claim: Behind, expect: proved")
    (failure,) = [one for one in result.side if one.claim == "TypeOK"]

    assert isinstance(failure.verdict, Violated)
    assert (4, 0) == failure.verdict.trace.last
    assert not result.ok


def test_an_expression_without_a_value_is_an_error_of_the_specification(tmp_path: Path) -> None:
    """12 divided by 0 in a claim is said at its place, whatever the claim would be."""
    with pytest.raises(EvalFault) as fault:
        settle(tmp_path, "model: small, claim: Divides, expect: proved")

    line = next(n for n, text in enumerate(COUNTER.splitlines()[1:], 1) if text.startswith("Divides"))
    assert f"Counter.tla:{line + 1}:" in str(fault.value.span)
    assert fault.value.hint.endswith("Step(0), Step(0), Step(0)")


def test_a_false_conjunct_hides_the_errors_of_those_after_it(tmp_path: Path) -> None:
    """Where n is 3 the claim is false, and nothing is divided by 0."""
    result = settle(tmp_path, "model: small, claim: Guarded, expect: violated")

    assert result.ok
    assert isinstance(result.verdict, Violated)
    assert (3, 0) == result.verdict.trace.last


def test_a_false_assumption_is_a_fault_of_the_manifest(tmp_path: Path) -> None:
    """The message names the case and the ASSUME."""
    with pytest.raises(ManifestFault) as fault:
        settle(tmp_path, "model: {like: small, Top: 0}, claim: Behind, expect: proved")

    assert "Counter.tla:5" in fault.value.message


def test_no_time_is_no_verdict(tmp_path: Path) -> None:
    """A run that is out of time says so and meets no expectation."""
    result = settle(tmp_path, "model: small, claim: Behind, expect: proved", options=run.Options(timeout=0.0))

    assert isinstance(result.verdict, Unknown)
    assert (False, True) == (result.ok, result.undecided)


GROUPS = [
    (["{Top: 4, Odd: false}", "{Top: 4, Odd: true}"], [2], "a truth may differ"),
    (["{Top: 4, Odd: off-by-one}", "{Top: 4, Odd: even}"], [2], "a string may differ"),
    (["{Top: 3, Odd: false}", "{Top: 4, Odd: false}", "{Top: 4, Odd: true}"], [2, 1], "a number may not"),
    (["{Top: 4, Odd: a}"] * 20 + ["{Top: 4, Odd: b}"] * 20, [20, 20], "too many are cut into equal pieces"),
    (["{Top: 4, Odd: a}"] * 33 + ["{Top: 3, Odd: a}"] * 3, [3, 17, 16], "what is not cut comes first"),
]


@pytest.mark.parametrize(("models", "sizes", "why"), GROUPS, ids=[why for *_, why in GROUPS])
def test_cases_of_the_same_sizes_share_an_encoding(
    tmp_path: Path, models: list[str], sizes: list[int], why: str
) -> None:
    """What differs within a family is symbolic, so that only numbers and sets keep cases apart."""
    case = "  - {{case: c{}, model: {}, claim: Behind, expect: proved}}\n"
    text = "cases:\n" + "".join(case.format(number, model) for number, model in enumerate(models))
    (tmp_path / "invariants.yaml").write_text(f"{MANIFEST}{text}", encoding="utf-8")

    assert sizes == [len(family) for family in families(manifest.load(tmp_path).cases)], why


def test_every_number_of_processes_gives_the_same_results() -> None:
    """Results come in the order of the cases, whoever found them."""
    claims = manifest.load(Path(__file__).parent / "specs" / "two_phase")
    answers = []
    for jobs in (1, 2, 3):
        results = run.prove(claims, claims.cases, run.Options(jobs=jobs), lambda _: None)
        answers.append([(result.case, result.verdict.word) for result in results])

    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_a_process_is_raised_here(jobs: int) -> None:
    """What was found before it is delivered."""
    mine, theirs = os.pipe()

    def fail(number: int) -> int:
        if number == 1:
            os.read(mine, 1)  # until the first piece has been delivered
            raise ManifestFault("the second piece fails")
        return number

    pieces = parallel.each(fail, 3, jobs)

    assert 0 == next(pieces)
    os.write(theirs, b"!")
    with pytest.raises(ManifestFault, match="second piece"):
        next(pieces)
    os.close(mine)
    os.close(theirs)


def die(number: int, tell: Callable[[str], None]) -> Iterator[int]:
    """Find one thing, and be ended by the system before the next, if it is piece 1."""
    tell(f"piece {number}")
    yield 10 * number
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    yield 10 * number + 1


def test_a_process_that_is_ended_costs_its_own_piece_alone() -> None:
    """What it had found is kept, and somebody else does the rest."""
    told: list[str] = []
    found = list(parallel.stream(die, 4, 2, told.append))

    assert [(0, 0), (0, 1), (1, 10), (2, 20), (2, 21), (3, 30), (3, 31)] == sorted(
        (number, one) for number, one in found if one is not None
    )
    assert [1] == [number for number, one in found if one is None]
    assert all(any(f"piece {number}" in words for words in told) for number in range(4))


def test_a_case_whose_process_is_ended_is_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are settled, and the exit code will be that of what is undecided."""
    cases = "".join(
        f"  - {{case: c{top}, model: {{Top: {top}, Odd: false}}, claim: Behind, expect: proved}}\n"
        for top in (3, 4)
    )
    claims = manifest.load(folder(tmp_path, "model: small, claim: Behind, expect: proved"))
    (tmp_path / "invariants.yaml").write_text(f"{MANIFEST}cases:\n{cases}", encoding="utf-8")
    claims = manifest.load(tmp_path)
    settle = Run.family

    def family(run: Run, cases: Sequence[manifest.Case]) -> Iterator[Result]:
        if cases[0].name == "c3":
            os.kill(os.getpid(), signal.SIGKILL)
        return settle(run, cases)

    monkeypatch.setattr(Run, "family", family)
    lost, kept = run.prove(claims, claims.cases, run.Options(jobs=2), lambda _: None)

    assert isinstance(lost.verdict, Unknown)
    assert "ended by the system" in lost.verdict.reason
    assert (True, True) == (lost.undecided, kept.ok)


def test_progress_says_the_case_and_what_is_asked(tmp_path: Path) -> None:
    """The depth of a search and the claims of an induction, in this process and in others."""
    claims = manifest.load(folder(tmp_path, "model: small, claim: Behind, expect: proved"))
    told: list[str] = []
    list(run.prove(claims, claims.cases, run.Options(jobs=1), told.append))

    assert "a.b.c: is there a behaviour of at most 8 steps that breaks Behind?" in told
    assert "a.b.c: step 8 is added" in told
    assert any(words.startswith("a.b.c: does every step keep ") for words in told)
