"""Promela is a third reading of a specification: SPIN gives the same verdicts, and counts the same states."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spin

from rmapsmt import cli, files, manifest
from rmapsmt.export.promela import FILE, export_promela
from rmapsmt.export.promela.terms import Names
from rmapsmt.interp import Model
from rmapsmt.manifest import Case, Manifest, link
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from rmapsmt.ir import TransitionSystem

HERE = Path(__file__).parent
ODDS = HERE / "promela" / "odds"
PETERSON = HERE / "specs" / "peterson"
SPECS = [manifest.bundled(), *sorted((HERE / "specs").iterdir())]
needs_spin = pytest.mark.skipif(not spin.available(), reason="needs spin and gcc")


@cache
def system(folder: Path) -> TransitionSystem:
    """Return the system of a folder's manifest."""
    return link.system(manifest.load(folder))


def by_spin(claims: Manifest, case: Case, folder: Path) -> tuple[str, int]:
    """Return which assertion SPIN finds violated, and how many states of the model it stores."""
    files.write_all(export_promela(system(claims.folder), claims, case), folder)
    found = spin.check(folder, go_on=True)
    assert found.complete, found.output
    return found.violated, found.stored - 1 - found.refused


def by_search(claims: Manifest, case: Case) -> tuple[str, int]:
    """Return which assertion should be violated, and how many states the model has."""
    levels = Model(system(claims.folder), case.constants).levels(100_000)
    assert levels is not None
    broken = case.expect in {Word.VIOLATED, Word.REACHED}
    return str(case.claim) if broken else "", sum(map(len, levels))


@needs_spin
@pytest.mark.slow
def test_spin_gives_the_same_verdicts_and_counts(tmp_path: Path) -> None:
    """Of every case of the default tier and of the small specifications."""
    cases = [(claims, case) for claims in map(manifest.load, SPECS) for case in manifest.select(claims, [])]
    places = [tmp_path / str(number) for number in range(len(cases))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(by_spin, *zip(*cases, strict=True), places))

    expected = {case.name: by_search(claims, case) for claims, case in cases}
    assert expected == {case.name: answer for (_, case), answer in zip(cases, answers, strict=True)}


@needs_spin
@pytest.mark.slow
def test_what_is_easily_lost_in_translation_is_not(tmp_path: Path) -> None:
    """Exchanges, rounding, sets of pairs, subscripts known only in the state, CHOOSE, conditions on x'."""
    claims = manifest.load(ODDS)
    states = by_search(claims, claims.cases[0])[1]
    *typed, untyped = claims.cases
    answers = {case.name: by_spin(claims, case, tmp_path / case.name) for case in typed}

    assert answers == {
        "odds.differ": ("", states),
        "odds.both": ("NeverBoth", states),
        "odds.ordered": ("Ordered", states),
        "odds.defined": ("", states),
        "odds.undefined": ("defined", states),  # an expression without a value is an assertion too
    }
    assert "TypeOK" == by_spin(claims, untyped, tmp_path / "untyped")[0]  # nor may a step leave the types


@needs_spin
@pytest.mark.slow
@pytest.mark.parametrize("variant", ["sync", "nosync"])
@pytest.mark.parametrize("racer", ["zap_huge_pmd", "zap_pte_range"])
def test_the_model_that_is_timed_has_our_verdicts(tmp_path: Path, racer: str, variant: str) -> None:
    """What SPIN is timed on was written by hand: at one and at two VMAs it says what we say."""
    shutil.copy(HERE.parent / "benchmarks" / "race.pml", tmp_path)
    flags = ["PTE"] * (racer == "zap_pte_range") + ["TTU_SYNC"] * (variant == "sync")
    found = [spin.check(tmp_path, "race.pml", f"N={vmas}", *flags) for vmas in (1, 2)]

    cases = {case.name: case for case in manifest.load(manifest.bundled()).cases}
    ours = [cases[f"try_to_unmap.{racer}.{variant}{more}"].expect for more in ("", "-two-mms")]
    assert ours == [Word.VIOLATED if one.violated else Word.PROVED for one in found]
    assert all(one.complete or one.violated for one in found)


def test_a_step_reads_like_the_action_that_it_is(tmp_path: Path) -> None:
    """One guard, then assignments that do not disturb each other; the action's name is printed."""
    assert 0 == cli.entry(
        [
            "export",
            "peterson.peterson.flag-first",
            "--spec",
            str(PETERSON),
            "--format",
            "promela",
            "-o",
            str(tmp_path),
        ]
    )
    text = (tmp_path / FILE).read_text(encoding="utf-8")

    assert (
        "    :: d_step { pc(1) == readTurn ->\n"
        '            printf("ReadTurn(1)\\n");\n'
        "            pc(1) = (turn == 1 -> critical : readFlag);\n"
        "        }\n"
    ) in text
    assert (
        "    :: d_step { pc(0) == critical && pc(1) == critical ->\n"
        "            MutualExclusion = false; assert(MutualExclusion)\n"
    ) in text


def test_a_step_says_which_statement_it_is() -> None:
    """The tags of an action are comments, and what no step changes is no variable."""
    claims = manifest.load(manifest.bundled())
    case = next(c for c in claims.cases if c.name == "try_to_unmap.zap_huge_pmd.sync")
    text = export_promela(system(claims.folder), claims, case)[FILE]

    assert "/* @kernel mm/huge_memory.c zap_huge_pmd pmdp_huge_get_and_clear_full */" in text
    assert "past_pmd" not in text.partition("active proctype")[2]
    assert str(Path.cwd()) not in text


MODULE = """---- MODULE Small ----
EXTENDS Integers, Sequences
VARIABLE x
TypeOK == {types}
Init == {init}
Next == {next}
Fine == TRUE
====
"""
REFUSED = [
    (
        r"x \in Seq({1})",
        "x = <<>>",
        "UNCHANGED x",
        "Small.tla:4:17: Seq is not translated",
    ),
    (r'x \in {TRUE, "a"}', "x = 1", "UNCHANGED x", "Small.tla:4:17: "),
    (r"x \in {<<1>>, <<1, 2>>}", "x = <<1>>", "UNCHANGED x", "x has functions of several domains"),
    ("TRUE", "x = 1", "UNCHANGED x", "Small.tla:3:10: TypeOK does not say which values x has"),
    (
        r"x \in Int",
        "x = 0",
        r"x' \in {y \in 1..2 : x \in 0..y} \cup {x}",
        "Small.tla:6:47: this can be any number",
    ),
]


def small(folder: Path, types: str, init: str, following: str) -> Path:
    """Write a specification with one variable."""
    folder.mkdir(exist_ok=True)
    text = MODULE.replace("{types}", types).replace("{init}", init).replace("{next}", following)
    (folder / "Small.tla").write_text(text)
    (folder / "invariants.yaml").write_text(
        "version: 1\nmodule: Small\ninit: Init\nnext: Next\ntypes: TypeOK\nmodels: {only: {}}\n"
        "cases:\n  - {case: small.fine, model: only, claim: Fine, expect: proved}\n"
    )
    return folder


@pytest.mark.parametrize(("types", "init", "following", "message"), REFUSED)
def test_what_has_no_promela_form_is_refused_at_its_place(
    tmp_path: Path, types: str, init: str, following: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One located message, and nothing is written."""
    spec = small(tmp_path / "spec", types, init, following)
    output = tmp_path / "out"

    assert 2 == cli.entry(
        ["export", "small.fine", "--spec", str(spec), "--format", "promela", "-o", str(output)]
    )
    assert message in capsys.readouterr().err
    assert not output.exists()


def test_without_types_nothing_is_translated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A manifest need not name them; SPIN has to know them."""
    spec = small(tmp_path, r"x \in {1}", "x = 1", "UNCHANGED x")
    manifest_file = spec / "invariants.yaml"
    manifest_file.write_text(manifest_file.read_text().replace("types: TypeOK\n", ""))

    assert 2 == cli.entry(
        ["export", "small.fine", "--spec", str(spec), "--format", "promela", "-o", str(tmp_path / "o")]
    )
    assert "help: name an operator `types:`" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["byte", "end_states", "now", "uchar", "rand", "QUIT"])
def test_no_name_is_one_that_promela_or_its_program_has(word: str) -> None:
    """C would not compile it, or take it for a type."""
    names = Names()

    assert [f"{word}_", f"{word}__"] == [names.new(word), names.new(word)]
