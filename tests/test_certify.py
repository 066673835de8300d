"""Certificates: they hold without the prover, and one that was tampered with does not."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from rmapsmt import cli, manifest, run
from rmapsmt.certify import folder, second, write
from rmapsmt.certify.cnf import Cnf
from rmapsmt.certify.refute import check, refute
from rmapsmt.certify.verify import Finding, verify
from rmapsmt.errors import CertificateFault, Disagreement
from rmapsmt.evidence import for_all_sizes, scripts
from rmapsmt.manifest import link
from rmapsmt.verdict import EverySize, HoldsTo, Induction, Proved, Result, Unknown, Violated

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.manifest import Case, Manifest

HERE = Path(__file__).resolve().parent
SPECS = sorted((HERE / "specs").iterdir())
PETERSON = HERE / "specs" / "peterson"
FIRST, TURN, CONTENTION = (f"peterson.peterson.{name}" for name in ("flag-first", "turn-first", "contention"))
SCHEMA = json.loads((HERE.parent / "docs/schema/certificates.schema.json").read_text())

Settled = list[tuple["Case", Result]]


def quiet(_: str) -> None:
    """Say nothing."""


def settle(spec: Path) -> tuple[Manifest, Settled]:
    """Return what a folder's cases come to."""
    claims = manifest.load(spec)
    return claims, list(zip(claims.cases, run.prove(claims, claims.cases, run.Options(), quiet), strict=True))


def certify(spec: Path, target: Path) -> Manifest:
    """Write the certificates of all cases of a folder."""
    claims, settled = settle(spec)
    assert len(settled) == write.write(claims, settled, target, 1, quiet)
    return claims


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the certificates of Peterson's lock, and a copy of its specification beside them."""
    place = tmp_path_factory.mktemp("certificates")
    shutil.copytree(PETERSON, place / "spec")
    certify(place / "spec", place / "certificates")
    return place


@pytest.fixture
def forged(made: Path, tmp_path: Path) -> Path:
    """Return a copy of them, to be tampered with."""
    return Path(shutil.copytree(made, tmp_path / "forged"))


def verdict_on(place: Path, case: str = FIRST) -> tuple[Finding, str]:
    """Return what comes of one certificate."""
    found = {one.case: one for one in verify(manifest.load(place / "spec"), place / "certificates", jobs=1)}
    return found[case].finding, found[case].how


def edit(place: Path, change: Callable[[Any], object]) -> None:
    """Change what the JSON file says."""
    path = place / "certificates" / folder.FILE_NAME
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def formula(content: Any, case: str, name: str) -> Any:
    """Return what is said of one formula."""
    entry = next(one for one in content["cases"] if one["case"] == case)
    return next(one for one in entry["formulas"] if one["name"] == name)


def replace(place: Path, name: str, kind: str, change: Callable[[str], str], case: str = FIRST) -> None:
    """Change a formula or a proof, with its hash."""
    path = place / "certificates" / case / f"{name}.{kind}.gz"
    text = change(gzip.decompress(path.read_bytes()).decode())
    path.write_bytes(folder.packed(text))
    edit(
        place,
        lambda content: formula(content, case, name)[kind].update(sha256=folder.sha256(text.encode())),
    )


def flip(text: str) -> str:
    """Negate the first literal of the first clause of more than one."""
    lines = text.splitlines()
    at = min(n for n, line in enumerate(lines) if len(line.split()) > 2 and line[0] not in "dp")
    first, rest = lines[at].split(maxsplit=1)
    lines[at] = f"{-int(first)} {rest}"
    return "\n".join([*lines, ""])


def without_learnt(text: str) -> str:
    """Leave the empty clause alone of a proof."""
    assert len(text.splitlines()) > 2
    return text.splitlines()[-1] + "\n"


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_what_is_settled_can_be_certified(spec: Path, tmp_path: Path) -> None:
    """Every case of every folder has a certificate; it fits the schema, and it holds."""
    claims = certify(spec, tmp_path)

    jsonschema.validate(json.loads((tmp_path / folder.FILE_NAME).read_text()), SCHEMA)
    found = list(verify(claims, tmp_path, jobs=1))
    assert [(case.name, case.expect.value) for case in claims.cases] == [
        (one.case, one.verdict.split(" to ")[0]) for one in found
    ]
    assert {Finding.CERTIFIED} == {one.finding for one in found}


def test_an_untouched_copy_holds(forged: Path) -> None:
    """What is rejected below is rejected for what was done to it."""
    assert Finding.CERTIFIED is verdict_on(forged)[0]


def test_certificates_are_checked_without_the_prover(made: Path) -> None:
    """Neither Z3 nor a SAT solver can be imported, and no verdict is looked up."""
    program = (
        "import sys\n"
        "for name in ('z3', 'pysat', 'cvc5', 'drup'): sys.modules[name] = None\n"
        "from rmapsmt import cli\n"
        "sys.exit(cli.entry(sys.argv[1:]))\n"
    )
    command = [
        sys.executable,
        "-c",
        program,
        "verify",
        str(made / "certificates"),
        "--spec",
        str(made / "spec"),
    ]

    found = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "3 certified") == (found.returncode, found.stdout.splitlines()[0]), found.stderr


@pytest.mark.slow
def test_certificates_are_the_same_every_time(tmp_path: Path) -> None:
    """Whatever the seed of Python's hashes and the processes that share the work."""
    texts = []
    for number in ("1", "2"):
        target = tmp_path / number
        command = [
            sys.executable,
            "-m",
            "rmapsmt",
            "prove",
            "--spec",
            str(PETERSON),
            "--certificates",
            str(target),
        ]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": number})
        texts.append({str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*.*z*")})
        texts[-1][folder.FILE_NAME] = (target / folder.FILE_NAME).read_bytes()

    assert len(texts[0]) > 4
    assert texts[0] == texts[1]


TAMPERED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a literal of the formula is flipped": (
        lambda place: replace(place, "step", "cnf", flip),
        FIRST,
        "is not what the specification comes to",
    ),
    "a literal of the proof is flipped": (
        lambda place: replace(place, "bounded-6", "drup", flip, TURN),
        TURN,
        "the proof does not hold",
    ),
    "the proof lacks a clause that it needs": (
        lambda place: replace(place, "step", "drup", without_learnt),
        FIRST,
        "the proof does not hold",
    ),
    "the proof never comes to the empty clause": (
        lambda place: replace(place, "step", "drup", lambda _: ""),
        FIRST,
        "never derives the empty clause",
    ),
    "the proof is no proof": (
        lambda place: replace(place, "step", "drup", lambda _: "hello 0\n"),
        FIRST,
        "the proof is damaged",
    ),
    "the proof is that of another formula": (
        lambda place: replace(
            place,
            "step",
            "drup",
            lambda _: gzip.decompress(
                (place / "certificates" / CONTENTION / "unreached-5.drup.gz").read_bytes()
            ).decode(),
        ),
        FIRST,
        "the proof does not hold",
    ),
    "the formula is another one that its proof refutes": (
        lambda place: edit(
            place,
            lambda content: formula(content, FIRST, "step").update(
                {kind: formula(content, CONTENTION, "unreached-5")[kind] for kind in ("cnf", "drup")}
            ),
        ),
        FIRST,
        "is not what the specification comes to",
    ),
    "a hash is forged": (
        lambda place: edit(
            place, lambda content: formula(content, FIRST, "step")["drup"].update(sha256="0" * 64)
        ),
        FIRST,
        "has another SHA-256",
    ),
    "a file is cut short": (
        lambda place: (place / "certificates" / FIRST / "step.drup.gz").write_bytes(b"\x1f\x8b"),
        FIRST,
        "cannot be read",
    ),
    "a file is outside the folder": (
        lambda place: edit(
            place, lambda content: formula(content, FIRST, "step")["cnf"].update(file="../../step.cnf.gz")
        ),
        FIRST,
        "is not in the folder",
    ),
    "a formula is left out": (
        lambda place: edit(place, lambda content: content["cases"][0]["formulas"].pop()),
        FIRST,
        "the formulas have to be initial, step",
    ),
    "a counterexample passes for a proof": (
        lambda place: edit(place, lambda content: content["cases"][1].update(verdict="proved")),
        TURN,
        "a behaviour does not show that it is proved",
    ),
    "a bounded search passes for a proof": (
        lambda place: edit(place, lambda content: content["cases"][0].update(method="bounded search")),
        FIRST,
        "a bounded search does not show that it is proved",
    ),
    "the claim is not among what is inductive": (
        lambda place: edit(place, lambda content: content["cases"][0]["together"].remove("MutualExclusion")),
        FIRST,
        "MutualExclusion is not among what is inductive",
    ),
    "errors may be met": (
        lambda place: edit(
            place, lambda content: content["cases"][0]["together"].remove("every expression has a value")
        ),
        FIRST,
        "every expression has a value is not among what is inductive",
    ),
    "a lemma is left out": (
        lambda place: edit(place, lambda content: content["cases"][0]["together"].remove("TypeOK")),
        FIRST,
        "TypeOK is not among what is inductive",
    ),
    "what is inductive has another name": (
        lambda place: edit(place, lambda content: content["cases"][0]["together"].append("Hocus")),
        FIRST,
        "damaged",
    ),
    "there is no witness": (
        lambda place: edit(place, lambda content: content["cases"][0].pop("witness")),
        FIRST,
        "damaged",
    ),
    "the witness ends too early": (
        lambda place: edit(place, lambda content: content["cases"][0]["witness"].pop()),
        FIRST,
        "SomeoneEnters is FALSE where the behaviour ends",
    ),
    "the counterexample lacks a step": (
        lambda place: edit(place, lambda content: content["cases"][1]["behaviour"].pop(3)),
        TURN,
        "step 3 of the behaviour is not one that",
    ),
    "the counterexample has another state": (
        lambda place: edit(
            place, lambda content: content["cases"][1]["behaviour"][-1]["state"].update(turn="7")
        ),
        TURN,
        "step 7 of the behaviour is not one that",
    ),
    "the counterexample begins elsewhere": (
        lambda place: edit(
            place, lambda content: content["cases"][1]["behaviour"][0]["state"].update(turn="1")
        ),
        TURN,
        "the behaviour's first state is not initial",
    ),
    "the counterexample is said to be shorter": (
        lambda place: edit(place, lambda content: content["cases"][1].update(depth=6)),
        TURN,
        "the behaviour has 7 steps, not 6",
    ),
    "the case is of another claim": (
        lambda place: edit(place, lambda content: content["cases"][0].update(claim="SomeoneEnters")),
        FIRST,
        "the manifest has no case",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_certificate_is_rejected_where(what: str, forged: Path) -> None:
    """Each way of tampering is found, for the reason that it has."""
    tamper, case, reason = TAMPERED[what]
    tamper(forged)

    finding, how = verdict_on(forged, case)

    assert Finding.REJECTED is finding
    assert reason in how


def test_an_edited_specification_is_rejected(forged: Path) -> None:
    """A certificate is of one text; with the text's hash forged too, the formula is another one."""
    path = forged / "spec" / "Peterson.tla"
    path.write_text(
        path.read_text().replace('THEN "readTurn" ELSE "critical"', 'THEN "critical" ELSE "critical"')
    )

    with pytest.raises(CertificateFault, match=r"of another specification: Peterson\.tla"):
        verdict_on(forged)

    edit(forged, lambda content: content.update(sources=folder.sources(forged / "spec")))
    assert "step.cnf.gz is not what the specification comes to" in verdict_on(forged)[1]


def test_an_edited_manifest_is_rejected(forged: Path) -> None:
    """So is another model under the same name."""
    path = forged / "spec" / "invariants.yaml"
    path.write_text(
        path.read_text().replace("flag-first: {FlagFirst: true}", "flag-first: {FlagFirst: false}")
    )

    with pytest.raises(CertificateFault, match=r"of another specification: invariants\.yaml"):
        verdict_on(forged)


def test_the_exit_code_says_what_comes_of_certificates(
    forged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 if all hold, 3 if one says that it is none, 1 if one is rejected, 2 if there are none."""
    command = ["verify", str(forged / "certificates"), "--spec", str(forged / "spec")]
    assert cli.entry(command) == 0

    edit(forged, lambda content: content["cases"][0].update(gap="too large"))
    assert cli.entry(command) == 3
    assert capsys.readouterr().out.splitlines()[-4].startswith("2 certified, 1 not certified")

    edit(forged, lambda content: content["cases"][1].update(depth=0))
    assert cli.entry(command) == 1
    assert capsys.readouterr().out.startswith("1 certified, 1 not certified, 1 rejected\n")

    edit(forged, lambda content: content.update(schema="another"))
    assert cli.entry(command) == 1
    (forged / "certificates" / folder.FILE_NAME).unlink()
    assert cli.entry(command) == 2


def test_a_verdict_that_says_nothing_has_no_certificate(tmp_path: Path) -> None:
    """It is named with the reason, and `verify` says so."""
    claims, settled = settle(PETERSON)
    case, result = settled[0]
    nothing = Result(case.name, case.claim.name, case.expect, Unknown("out of time", -1), (), 0)

    assert write.write(claims, [(case, nothing), settled[1]], tmp_path, 1, quiet) == 1
    assert [Finding.NOT_CERTIFIED, Finding.CERTIFIED] == [
        one.finding for one in verify(claims, tmp_path, jobs=1)
    ]
    assert result.ok


def wrong(settled: Settled) -> Settled:
    """Return the violated case, as if it had been proved by induction together with everything."""
    (_, first), (case, result) = settled[0], settled[1]
    assert isinstance(first.verdict, Proved)
    assert isinstance(first.verdict.how, Induction)
    assert isinstance(result.verdict, Violated)
    together = tuple(name for name in first.verdict.how.together if name != "TurnIsOfTheOneInside")
    verdict = Proved(Induction((), together), 8, first.verdict.witness)
    return [(case, Result(case.name, case.claim.name, case.expect, verdict, (), 0))]


def test_a_wrong_verdict_has_no_certificate(tmp_path: Path) -> None:
    """CaDiCaL finds a solution where Z3 is said to have found none: our own fault."""
    claims, settled = settle(PETERSON)

    with pytest.raises(Disagreement, match="finds a solution, Z3 none"):
        write.write(claims, wrong(settled), tmp_path, 1, quiet)


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


LOCK = r"""---- MODULE Lock ----
EXTENDS Integers
CONSTANT N
VARIABLES pc, lock
ASSUME N >= 1
P == 1..N
TypeOK == pc \in [P -> {"idle", "in"}] /\ lock \in 0..N
Init == pc = [p \in P |-> "idle"] /\ lock = 0
Enter(p) == pc[p] = "idle" /\ lock = 0 /\ lock' = p /\ pc' = [pc EXCEPT ![p] = "in"]
Leave(p) == pc[p] = "in" /\ lock' = 0 /\ pc' = [pc EXCEPT ![p] = "idle"]
Next == \E p \in P : Enter(p) \/ Leave(p)
Owner == \A p \in P : pc[p] = "in" <=> lock = p
Exclusive == \A p, q \in P : pc[p] = "in" /\ pc[q] = "in" => p = q
====
"""
LOCK_MANIFEST = """version: 1
module: Lock
init: Init
next: Next
types: TypeOK
lemmas: [Owner]
sizes: {N: N}
models: {two: {N: 2}}
cases: [{case: lock, model: two, claim: Exclusive, expect: proved, sizes: all}]
"""


def test_what_is_proved_for_all_sizes_has_no_propositional_proof(tmp_path: Path) -> None:
    """Its questions are built once more; cvc5 answers them if asked to; a changed one is rejected."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "Lock.tla").write_text(LOCK)
    (tmp_path / "spec" / "invariants.yaml").write_text(LOCK_MANIFEST)
    claims = certify(tmp_path / "spec", tmp_path / "certificates")

    jsonschema.validate(json.loads((tmp_path / "certificates" / folder.FILE_NAME).read_text()), SCHEMA)
    (plain,) = verify(claims, tmp_path / "certificates", jobs=1)
    (asked,) = verify(claims, tmp_path / "certificates", jobs=1, cross_check=True)
    assert Finding.CERTIFIED is plain.finding is asked.finding
    assert "questions for all N, not asked" in plain.how
    assert re.search(r"(\d+) questions for all N, all settled by cvc5", asked.how)

    edit(tmp_path, lambda content: content["cases"][0]["all_sizes"]["parts"].pop())
    assert "are not what the specification comes to" in verdict_on(tmp_path, "lock")[1]
    edit(tmp_path, lambda content: content["cases"][0]["all_sizes"]["kept"].remove("Exclusive"))
    assert "does not show the claim" in verdict_on(tmp_path, "lock")[1]


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


EVEN = """---- MODULE Even ----
EXTENDS Integers
CONSTANT Ends
VARIABLE x
TypeOK == x \\in 0..5
Init == x = 0
Next == (Ends => x < 4) /\\ x' = IF x >= 4 THEN 0 ELSE x + 2
NotThree == x # 3
Three == x = 3
====
"""
EVEN_MANIFEST = """version: 1
module: Even
init: Init
next: Next
types: TypeOK
deadlock: false
models: {on: {Ends: false}, ends: {Ends: true}}
cases:
  - {case: on, model: on, claim: NotThree, expect: proved}
  - {case: ends, model: ends, claim: NotThree, expect: proved}
  - {case: never, model: on, claim: Three, kind: reachable, expect: unreachable}
"""
METHODS = [
    (20_000, [("proved", "closed set"), ("proved", "closed set"), ("unreachable", "closed set")]),
    (0, [("holds", "bounded search"), ("proved", "every behaviour ends"), ("not reached", "bounded search")]),
]


@pytest.mark.parametrize(("states", "expected"), METHODS, ids=["few states", "no state is visited"])
def test_every_way_of_settling_has_its_certificate(
    states: int, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Where induction fails: by all states, by the end of every behaviour, to a depth; and so does cvc5."""
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "Even.tla").write_text(EVEN)
    (tmp_path / "spec" / "invariants.yaml").write_text(EVEN_MANIFEST)
    claims = manifest.load(tmp_path / "spec")
    options = run.Options(states=states, jobs=1)
    settled = list(zip(claims.cases, run.prove(claims, claims.cases, options, quiet), strict=True))
    if not states:  # the tool finds a lemma; whoever has found none says less
        found = tmp_path / "found"
        assert write.write(claims, settled[:1], found, 1, quiet) == 0
        assert "it rests on lemmas that were found" in (found / folder.FILE_NAME).read_text()
        settled[0] = (settled[0][0], dataclasses.replace(settled[0][1], verdict=HoldsTo(8)))

    assert write.write(claims, settled, tmp_path / "certificates", 1, quiet) == 3
    content = json.loads((tmp_path / "certificates" / folder.FILE_NAME).read_text())
    assert expected == [(one["verdict"], one["method"]) for one in content["cases"]]
    jsonschema.validate(content, SCHEMA)
    assert {Finding.CERTIFIED} == {one.finding for one in verify(claims, tmp_path / "certificates", jobs=1)}
    assert not second.cross_check(claims, settled, tmp_path, options, quiet).unsettled

    edit(tmp_path, lambda content: content["cases"][1].update(depth=1, states=2))
    assert Finding.REJECTED is verdict_on(tmp_path, "ends")[0]


def pigeons(holes: int) -> Cnf:
    """Return that one pigeon more than there are holes sits in holes, each alone."""

    def sits(pigeon: int, hole: int) -> int:
        return 1 + pigeon * holes + hole

    every = range(holes + 1)
    somewhere = [tuple(sits(pigeon, hole) for hole in range(holes)) for pigeon in every]
    alone = [
        (-sits(one, hole), -sits(other, hole))
        for hole in range(holes)
        for one in every
        for other in every
        if one < other
    ]
    return Cnf(holes * (holes + 1), (*somewhere, *alone), ())


def test_the_checker_accepts_nothing_that_a_verified_one_refuses() -> None:
    """Every step left out and every literal flipped: dratify and drup share no code with each other."""
    drup = pytest.importorskip("drup")
    cnf = pigeons(4)
    proof = refute(cnf)
    assert isinstance(proof, str)
    lines = [line for line in proof.splitlines() if line[0] != "d"]  # drup passes over what is deleted

    def accepted(steps: list[str]) -> bool:
        try:
            return check(cnf, "\n".join(steps)) >= 0
        except CertificateFault:
            return False

    def verified(steps: list[str]) -> bool:
        clauses = [[int(x) for x in line.split()[:-1]] for line in steps]
        return bool(drup.check_proof(list(map(list, cnf.clauses)), clauses).outcome is drup.Outcome.VALID)

    changed = [lines, *(lines[:at] + lines[at + 1 :] for at in range(len(lines)))]
    for at, line in enumerate(lines):
        literals = line.split()[:-1]
        for place, literal in enumerate(literals):
            other = [*literals[:place], str(-int(literal)), *literals[place + 1 :], "0"]
            changed.append([*lines[:at], " ".join(other), *lines[at + 1 :]])
    found = [(accepted(steps), verified(steps)) for steps in changed]

    assert found[0] == (True, True)
    assert (True, False) not in found
    assert found.count((False, False)) > len(lines)
