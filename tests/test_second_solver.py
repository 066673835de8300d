"""A second solver: it agrees, and where it does not both answers are kept."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from certified import FIRST, LOCK, LOCK_MANIFEST, PETERSON, SPECS, TURN, quiet, settle, wrong

from rmapsmt import cli, run
from rmapsmt.certify import second
from rmapsmt.errors import Disagreement
from rmapsmt.evidence import for_all_sizes, scripts
from rmapsmt.manifest import link
from rmapsmt.verdict import EverySize, Proved

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_a_second_solver_agrees(spec: Path, tmp_path: Path) -> None:
    """Every question has the answer that its text says it has, by cvc5."""
    claims, settled = settle(spec)

    tally = second.cross_check(claims, settled, tmp_path, run.Options(jobs=1), quiet)

    assert tally.agreed > len(settled)
    assert tally.unsettled == ()


def test_where_solvers_disagree_both_answers_are_kept(tmp_path: Path) -> None:
    """The question in full, and what the second solver says of it."""
    claims, settled = settle(PETERSON)

    with pytest.raises(Disagreement, match="step: cvc5 says sat, and Z3 unsat"):
        second.cross_check(claims, wrong(settled), tmp_path, run.Options(jobs=1), quiet)

    place = tmp_path / TURN
    assert (place / "step.cvc5").read_text() == "sat\n"
    assert "(set-info :status unsat)" in (place / "step.smt2").read_text()


def test_a_disagreement_is_our_own_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Exit 70, whatever the verdicts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(second, "answer", lambda text, _: "sat" if ":status unsat" in text else "unsat")

    assert cli.entry(["prove", "--spec", str(PETERSON), FIRST, "--cross-check"]) == 70
    assert sorted(path.name for path in (tmp_path / "disagreement" / FIRST).iterdir()) == [
        "initial.cvc5",
        "initial.smt2",
    ]


def test_a_text_says_what_is_program_frame_and_claim() -> None:
    """Names are those of the specification, and Z3's printer has no part in it."""
    claims, settled = settle(PETERSON)
    texts = {
        one.name: one.text
        for one in scripts(claims, link.system(claims), settled[0][0], settled[0][1].verdict)
    }

    assert ["initial", "step", "bounded-8"] == list(texts)[:3]
    step = texts["step"]
    heads = [line for line in step.splitlines() if line.startswith("; ---- ")]
    assert ["program", "frame", "program", "claim", "claim"] == [
        head.split(" ---- ")[1].split(":")[0] for head in heads if ":" in head and "state" not in head[:12]
    ][-5:]
    assert '(define-fun |pc[0]="critical"\'| () Bool' in step
    assert "(define-fun |turn=0 stays| () Bool" in step


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_z3_reads_our_texts_as_it_reads_its_own_terms(spec: Path) -> None:
    """A fresh solver, given the text alone, gives the answer that the text expects."""
    import z3

    claims, settled = settle(spec)
    system = link.system(claims)
    for case, result in settled:
        for one in scripts(claims, system, case, result.verdict):
            solver = z3.Solver()
            solver.from_string(one.text)
            assert str(solver.check()) == one.status, f"{case.name}, {one.name}"


def test_a_second_solver_settles_no_wrong_proof_for_all_sizes(tmp_path: Path) -> None:
    """Of what is inductive together nothing can be left out but the claim itself, which follows."""
    (tmp_path / "Lock.tla").write_text(LOCK)
    (tmp_path / "invariants.yaml").write_text(LOCK_MANIFEST)
    claims, [(case, result)] = settle(tmp_path)
    assert isinstance(result.verdict, Proved)
    assert isinstance(result.verdict.how, EverySize)
    system = link.system(claims)
    answers = []
    for left_out in result.verdict.how.parts:
        kept = tuple(number for number in result.verdict.how.parts if number != left_out)
        wrong = dataclasses.replace(result.verdict.how, parts=kept)
        answers.append({second.answer(one.text, 2) for one in for_all_sizes(claims, system, case, wrong)})

    assert answers.count({"unsat"}) == 1 < len(answers)
