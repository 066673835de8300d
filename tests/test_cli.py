"""The command line: exit codes, messages in one style, and nothing slow at the start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

import rmapsmt
from rmapsmt import account, cli, ir, manifest, run
from rmapsmt.errors import Disagreement, ReplayFailure
from rmapsmt.ir import Label
from rmapsmt.search import Search
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import Induction, Proved, Result, Unknown, Verdict, Violated

if TYPE_CHECKING:
    from collections.abc import Callable

ACCEPTED = Path(__file__).parent / "fragment" / "accepted"
MODULE = """\
---- MODULE Clock ----
EXTENDS Naturals
CONSTANT Hours
VARIABLE h
Init == h = 1
Tick(p) == h' = IF h = Hours THEN 1 ELSE h + 1
Next == Tick(0)
Spec == Init /\\ [][Next]_h
TypeOK == h \\in 1..Hours
Late == h = Hours
====
"""
MANIFEST = """\
version: 1
module: Clock
spec: Spec
types: TypeOK
witness: Late
models: {day: {Hours: 3}}
cases:
  - {case: clock.range, model: day, claim: TypeOK, expect: proved}
  - {case: clock.late, model: day, claim: Late, kind: reachable, expect: reached}
"""
CLAIMS = """\
  - {case: clock.day, model: day, claim: TypeOK, expect: proved, tier: full}
claims:
  - says: "a clock is never late, though it may look so to whoever reads it without a second thought"
    by: Somebody
    where: a letter of 1 June
    cases: [clock.late]
    finds: "it is at its last hour every day"
    then: "the reader is late too"
    agrees: false
  - {says: "an hour is an hour", by: Another, where: the reply, cases: ["clock.[rd]*"], finds: "it is"}
"""
TRACE = Trace("Clock", ("h",), (Step(None, (1,)), Step(Label("Tick", (0,)), (2,))))


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a folder with a small specification."""
    (tmp_path / "Clock.tla").write_text(MODULE)
    (tmp_path / "invariants.yaml").write_text(MANIFEST)
    return tmp_path


@pytest.fixture
def claimed(spec: Path) -> Path:
    """Return a folder in which more is claimed than is settled every time."""
    (spec / "invariants.yaml").write_text(MANIFEST + CLAIMS)
    return spec


@dataclass
class Options:
    """What run.Options is."""

    bound: int = 8
    timeout: float | None = None
    query_timeout: float | None = None
    jobs: int | None = None
    seed: int = 0
    reduction: bool = True
    switches: int | None = None


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Verdict | BaseException], None]:
    """Put a prover in the place of `run` that gives every case the same answer."""

    def install(answer: Verdict | BaseException) -> None:
        def settle(_: Any, case: manifest.Case, *__: Any) -> Result:
            if isinstance(answer, BaseException):
                raise answer
            return Result(case.name, case.claim.name, case.expect, answer, (), 0.1)

        def settled(claims: Any, cases: Any, options: Options, progress: Any, means: Any) -> Any:
            del options, means
            progress("a case")
            return (settle(claims, case) for case in cases)

        def trace(claims: Any, case: Any, options: Options) -> SimpleNamespace:
            del options
            result = settle(claims, case)
            told = account.tell(TRACE, [ir.VariableDecl("h")], decided="Late")
            return SimpleNamespace(
                result=result, account=None if isinstance(result.verdict, Unknown) else told
            )

        def explore(*_: Any, **__: Any) -> Search:
            if isinstance(answer, BaseException):
                raise answer
            return Search("Clock", 3, 4, 3, 0.1, ())

        own = {"Means": run.Means, "connect": run.connect, "place": run.place}
        fake = SimpleNamespace(Options=Options, settle=settled, trace=trace, explore=explore, **own)
        monkeypatch.setitem(sys.modules, "rmapsmt.run", fake)
        monkeypatch.setattr(rmapsmt, "run", fake, raising=False)

    return install


PROVED = Proved(Induction(()), 8, TRACE)
CODES = [
    (PROVED, 0),
    (Violated(TRACE, "TypeOK"), 1),
    (Unknown("timeout", 2), 3),
    (ReplayFailure("step 3"), 70),
    (Disagreement("both"), 70),
    (ZeroDivisionError("a defect"), 70),
    (KeyboardInterrupt(), 130),
    (RecursionError(), 2),
    (MemoryError(), 3),
    (TimeoutError(), 3),
    (PermissionError(13, "Permission denied", "x"), 2),
]


@pytest.mark.parametrize(
    "command", [["prove", "clock.range"], ["trace", "clock.range"], ["claims"]], ids=" ".join
)
@pytest.mark.parametrize(("answer", "code"), CODES, ids=[type(answer).__name__ for answer, _ in CODES])
def test_the_exit_code_says_what_happened(
    spec: Path, answers: Any, capsys: pytest.CaptureFixture[str], command: list[str], answer: Any, code: int
) -> None:
    """The first of 70, 2, 130, 1, 3 and 0 that applies; a traceback is shown for defects alone."""
    said = "claims: [{says: x, by: x, where: x, cases: [clock.range], finds: x}]\n"
    (spec / "invariants.yaml").write_text(MANIFEST + said)
    answers(answer)

    assert code == cli.entry([*command, "--spec", str(spec)])
    assert isinstance(answer, ZeroDivisionError) == ("Traceback" in capsys.readouterr().err)


def test_prove_writes_one_document(spec: Path, answers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """--json writes what a program can read, and nothing else; patterns choose the cases."""
    answers(PROVED)
    code = cli.entry(["prove", "*.range", "--json", "--bound", "5", "--spec", str(spec)])
    written = json.loads(capsys.readouterr().out)

    assert (0, 5, ["clock.range"]) == (code, written["bound"], [r["case"] for r in written["results"]])
    assert manifest.source_hash(spec) == written["spec_hash"]


TIERS = [
    ([], ["clock.range", "clock.late"], "2 of 3 cases; --all runs the rest"),
    (["--all"], ["clock.range", "clock.late", "clock.day"], ""),
    (["clock.day"], ["clock.day"], ""),
    (["*.late", "--all"], ["clock.late"], ""),
]


@pytest.mark.parametrize(("arguments", "cases", "line"), TIERS)
def test_prove_says_which_tiers_it_has_left_out(
    claimed: Path,
    answers: Any,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    cases: list[str],
    line: str,
) -> None:
    """The last line says so, and how to have the rest, unless somebody has chosen."""
    answers(PROVED)
    cli.entry(["prove", *arguments, "--spec", str(claimed)])
    shown = capsys.readouterr().out.splitlines()
    cli.entry(["prove", *arguments, "--json", "--spec", str(claimed)])
    written = json.loads(capsys.readouterr().out)

    assert cases == [result["case"] for result in written["results"]]
    assert bool(line) == bool(written["totals"]["not_run"])
    assert line == shown[-1] if line else "--all" not in shown[-1]


def test_claims_are_shown_one_after_another(claimed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was said, by whom and where, each case with its verdict, and what comes of it."""
    code = cli.entry(["claims", "--spec", str(claimed)])
    shown = capsys.readouterr().out

    assert 0 == code
    assert shown.startswith("""\
all 3 cases as expected

"a clock is never late, though it may look so to whoever reads it without a
 second thought"
  Somebody, a letter of 1 June
    clock.late: reached, witness of 2 steps
  not borne out: it is at its last hour every day
  then: the reader is late too

"an hour is an hour"
  Another, the reply
    clock.range: proved, inductive; searched to 8
    clock.day: proved, inductive; searched to 8
  borne out: it is

2 claims: 1 borne out, 1 not borne out
3 cases: 2 proved, 1 reached; 3 as expected;""")


def test_a_claim_whose_verdict_is_lost_is_in_doubt(
    claimed: Path, answers: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is said of it; the exit code is that of the cases, in the document too."""
    answers(Violated(TRACE, "TypeOK"))
    code = cli.entry(["claims", "--spec", str(claimed)])
    shown = capsys.readouterr().out
    cli.entry(["claims", "--json", "--spec", str(claimed)])
    written = json.loads(capsys.readouterr().out)

    assert shown.startswith("FAILED: proof lost: clock.range, clock.day; witness gone: clock.late\n")
    assert "  ! clock.late: violated (expected: reached), counterexample of 1 step\n" in shown
    assert "  in doubt: it is at its last hour every day\n" in shown
    assert (1, 1) == (code, written["exit_code"])
    assert [["clock.late"], ["clock.range", "clock.day"]] == [claim["cases"] for claim in written["claims"]]


def test_trace_draws_the_witness(spec: Path, answers: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A proved case shows the behaviour by which it is not vacuous."""
    answers(PROVED)
    cli.entry(["trace", "clock.range", "--spec", str(spec)])
    shown = capsys.readouterr().out
    cli.entry(["trace", "clock.range", "--format", "json", "--spec", str(spec)])
    written = json.loads(capsys.readouterr().out)

    assert "  1 Tick(0)\n      h: 1 -> 2\n\nLate is true in this state: TypeOK is not vacuous\n" in shown
    assert ["1", "2"] == [step["state"]["h"] for step in written["trace"]]


USAGE = [
    ([], "Usage: rmapsmt"),
    (["--bogus"], "rmapsmt: No such option: --bogus"),
    (["proof"], "rmapsmt: No such command 'proof'"),
    (["prove", "--bound", "-1"], "rmapsmt: Invalid value for '--bound'"),
    (["prove", "--bound", "many"], "rmapsmt: Invalid value for '--bound'"),
    (["prove", "--spec"], "rmapsmt: Option '--spec' requires an argument"),
    (["prove", "--jobs", "0"], "rmapsmt: Invalid value for '--jobs'"),
    (["prove", "--jobs", "2", "--executor", "dask:x", "--spec", "."], "exclude each other"),
    (["prove", "--executor", "cluster", "--spec", "."], "`cluster` is no executor"),
    (["prove", "--spec", "nowhere"], "rmapsmt: nowhere does not exist"),
    (["prove", "clock.rang", "--spec", "."], "did you mean clock.range"),
    (["prove", "zzz*", "--spec", "."], "there is no case `zzz*`"),
    (["claims", "--spec", "."], "invariants.yaml holds no claims\nhelp: "),
    (["trace"], "rmapsmt: Missing argument 'CASE'"),
    (["trace", "*", "--spec", "."], "`*` stands for 2 cases"),
    (["trace", "clock.range", "--format", "svg"], "rmapsmt: Invalid value for '--format'"),
    (["export", "clock.range", "--spec", "."], "rmapsmt: Missing option '--output'"),
    (["export", "clock.range", "--spec", ".", "-o", "Clock.tla"], "Clock.tla cannot be written"),
    (["check", "Nothing.tla"], "Nothing.tla"),
    (["check", "Clock.tla", "--spec", "."], "exclude each other"),
    (["explore", "Clock.tla", "--config", "no.cfg"], "no.cfg:1:1: cannot be read"),
    (["explore", "Clock.tla"], "Clock.tla:3:10: the configuration gives no value to the constant Hours"),
    (["check", "\0.tla"], ""),
]


@pytest.mark.parametrize(("arguments", "words"), USAGE, ids=[" ".join(a) or "nothing" for a, _ in USAGE])
def test_bad_usage_is_one_message(
    spec: Path,
    answers: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    """Whatever is wrong with the command line is said in the one style, and ends with 2."""
    answers(PROVED)
    monkeypatch.chdir(spec)
    code = cli.entry(arguments)
    shown = capsys.readouterr()

    assert words in (shown.err or shown.out)
    assert "Traceback" not in shown.err
    assert 2 == code


def test_check_reads_a_specification_alone(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It names the cases, and needs no solver."""
    code = cli.entry(["check", "--spec", str(spec)])
    shown = capsys.readouterr().out

    assert 0 == code
    assert shown.startswith("Clock: no fault found; 1 constant, 1 variable, 2 cases\n")
    assert "clock.late   Late: reached" in shown


def test_check_reads_a_module_with_the_configuration_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A module of one's own need not have a manifest."""
    assert 0 == cli.entry(["check", str(ACCEPTED / "Constants.tla")])
    assert capsys.readouterr().out.startswith("Constants: no fault found; 5 constants")


CASES = [("clock.range", "TypeOK", ""), ("clock.late", "MC_Unreachable", "MC_Unreachable == ~Late\n")]


@pytest.mark.parametrize(("case", "invariant", "definition"), CASES)
def test_export_writes_what_tlc_reads(
    spec: Path, tmp_path: Path, case: str, invariant: str, definition: str
) -> None:
    """The modules as they are, a root that extends them, and a .cfg; nothing half-written is left."""
    output = tmp_path / "out"
    code = cli.entry(["export", case, "--spec", str(spec), "--output", str(output)])
    config = (output / "MC.cfg").read_text()

    assert 0 == code
    assert ["Clock.tla", "MC.cfg", "MC.tla"] == sorted(path.name for path in output.iterdir())
    assert MODULE == (output / "Clock.tla").read_text()
    assert definition in (output / "MC.tla").read_text()
    assert config.endswith(f"SPECIFICATION Spec\nCONSTANTS\n    Hours = 3\nINVARIANTS\n    {invariant}\n")


def test_an_export_is_a_model_that_we_read_too(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written for TLC is checked like anybody's TLC model."""
    cli.entry(["export", "clock.late", "--spec", str(spec), "--output", str(tmp_path / "out")])

    assert 0 == cli.entry(["check", str(tmp_path / "out" / "MC.tla")])
    assert "MC: no fault found" in capsys.readouterr().out


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_help_does_not_load_the_solver() -> None:
    """--help, check and export need neither z3 nor what draws tables."""
    code = (
        "import sys; from rmapsmt import cli; code = cli.entry(['--help']); "
        "sys.exit(code or 'z3' in sys.modules or 'rich' in sys.modules or 'yaml' in sys.modules)"
    )
    done = python("-c", code)

    assert 0 == done.returncode, done.stderr
    assert all(
        command in done.stdout for command in ["prove", "claims", "trace", "check", "explore", "export"]
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs a shell with pipes")
def test_a_reader_that_goes_away_is_no_fault(spec: Path) -> None:
    """`rmapsmt check | head -0` ends as if everything had been read."""
    command = f"{sys.executable} -m rmapsmt check --spec {spec} | head -c 0; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)

    assert (0, "") == (done.returncode, done.stderr)
