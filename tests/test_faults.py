"""Bad input: each faulty file gets one located message and exit status 2, never a traceback."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import faulty
import pytest

from rmapsmt.cli import entry

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = {fault.name: fault for fault in faulty.faults()}
DEEP = {name: fault for name, fault in FAULTS.items() if (fault.generate or "").startswith("deep-")}
SHALLOW = {name: fault for name, fault in FAULTS.items() if name not in DEEP}
SECONDS = 10
LOCATED = re.compile(r"^\S.*?:\d+:\d+: ")


def arguments(fault: faulty.Fault, folder: Path) -> list[str]:
    """Return the command line for a fault that is laid out in this folder."""
    laid = faulty.prepare(fault, folder)
    match fault.run:
        case "check":
            return ["check", str(laid.target)]
        case "explore":
            return ["explore", str(laid.target), *(["--config", str(laid.config)] if laid.config else [])]
        case "prove":
            return ["prove", "--spec", str(laid.target)]


def judge(fault: faulty.Fault, folder: Path, code: int, output: str, complaint: str) -> None:
    """Compare what came out with what the table asks for."""
    first, *rest = complaint.splitlines() or [""]
    place = str(folder / fault.place)
    assert "Traceback" not in complaint
    assert (2, "") == (code, output), complaint
    assert place in first
    assert not [line for line in rest if LOCATED.match(line)], complaint
    assert [] == [word for word in fault.says if word.lower() not in complaint.lower()], complaint
    if fault.at is None:
        return
    assert first.startswith(f"{place}:{fault.at}: ")
    line, column = map(int, fault.at.split(":"))
    shown = (folder / fault.place).read_bytes().decode(errors="replace").split("\n")
    if line <= len(shown) and shown[line - 1].strip() and all(map(str.isprintable, shown[line - 1].strip())):
        text, caret = rest[:2]
        assert text.startswith(f"{line:>5} | ")
        assert " " * (8 + column - 1) + "^" == caret[: 8 + column]
        assert not caret[8 + column - 1 :].strip("^")
    assert all(extra.startswith("help: ") for extra in rest[2:]), complaint


def process(fault: faulty.Fault, folder: Path) -> None:
    """Run the tool as users do, and judge it."""
    command = [sys.executable, "-m", "rmapsmt", *arguments(fault, folder)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=faulty.FOLDER.parents[1]
    )
    judge(fault, folder, done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", SHALLOW)
def test_a_fault_gets_one_located_message(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Place, words, line and caret are those of the table; nothing goes to standard output."""
    fault = SHALLOW[name]
    code = entry(arguments(fault, tmp_path))
    shown = capsys.readouterr()
    judge(fault, tmp_path, code, shown.out, shown.err)


REFUSED = sorted((faulty.FOLDER.parent / "fragment" / "refused").glob("*.tla"))
MARK = re.compile(r"\\\*\s*(\^+)\s*(.*)")


@pytest.mark.parametrize("module", REFUSED, ids=lambda module: module.stem)
def test_what_is_outside_the_fragment_is_refused_by_name(
    module: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The module marks the place with carets, and says a word of the message beside them."""
    lines = module.read_text(encoding="utf-8").splitlines()
    ((number, mark),) = [(n, found) for n, line in enumerate(lines) if (found := MARK.search(line))]
    code = entry(["explore", str(module)])
    shown = capsys.readouterr()

    assert (2, "") == (code, shown.out)
    assert shown.err.startswith(f"{module}:{number}:{mark.start(1) + 1}: ")
    assert mark[2].lower() in shown.err.lower()
    assert "\nhelp: " in shown.err


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_refused(name: str, tmp_path: Path) -> None:
    """Five thousand levels neither crash the process nor keep it busy."""
    process(DEEP[name], tmp_path)


@pytest.mark.parametrize(
    "name",
    ["mixed-and-or", "missing-frame", "config-constant-unknown", "manifest-unknown-key", "oversized-module"],
)
def test_a_process_ends_in_the_same_way(name: str, tmp_path: Path) -> None:
    """What was said of one call is true of the command."""
    process(FAULTS[name], tmp_path)


def test_the_table_is_long_enough() -> None:
    """Every way of running the tool is in it, many times."""
    runs = [fault.run for fault in FAULTS.values()]
    assert len(runs) >= 40
    assert {"check", "explore", "prove"} == {run for run in runs if runs.count(run) >= 10}


def test_a_row_that_needs_help_gets_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing frame is told with the UNCHANGED that is to be added."""
    entry(arguments(FAULTS["missing-frame"], tmp_path))
    assert "help: add UNCHANGED y\n" in capsys.readouterr().err


NESTS = {
    "conditions": ("IF x = 0 THEN 0 ELSE (", "1", ")"),
    "calls": ("Same(", "1", ")"),
    "lists": ("<<", "1", ">>"),
    "applications": ("f[", "1", "]"),
    "updates": ("[f EXCEPT ![1] = ", "1", "]"),
}


@pytest.mark.parametrize("name", NESTS)
def test_what_is_not_too_deep_is_read_by_every_layer(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ninety levels go through the interpreter and Z3."""
    before, inside, after = NESTS[name]
    (tmp_path / "Nest.tla").write_text(
        "---- MODULE Nest ----\nEXTENDS Naturals\nVARIABLE x\nSame(a) == a\nf == [i \\in {1} |-> 1]\n"
        f"Value == {before * 90}{inside}{after * 90}\n"
        "Init == x = 0\nNext == x' = IF Value = Value THEN x ELSE 1\nRange == x \\in 0..1\n====\n"
    )
    (tmp_path / "Nest.cfg").write_text("INIT Init\nNEXT Next\nINVARIANT Range\n")
    assert entry(["explore", str(tmp_path / "Nest.tla"), "--smt"]) == 0
    assert "proved" in capsys.readouterr().out
