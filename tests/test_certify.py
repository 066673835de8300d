"""Certificates: they hold without the prover, and one that was tampered with does not."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from certified import (
    CONTENTION,
    FIRST,
    PETERSON,
    SCHEMA,
    SPECS,
    TURN,
    certify,
    edit,
    quiet,
    settle,
    verdict_on,
    wrong,
)

from rmapsmt import cli
from rmapsmt.certify import folder, write
from rmapsmt.certify.verify import Finding, verify
from rmapsmt.errors import CertificateFault, Disagreement
from rmapsmt.verdict import Result, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable


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


def test_a_wrong_verdict_has_no_certificate(tmp_path: Path) -> None:
    """CaDiCaL finds a solution where Z3 is said to have found none: our own fault."""
    claims, settled = settle(PETERSON)

    with pytest.raises(Disagreement, match="finds a solution, Z3 none"):
        write.write(claims, wrong(settled), tmp_path, 1, quiet)
