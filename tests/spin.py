"""The outside oracle for Promela: what SPIN says about a model.

Nothing in here knows rmapsmt.  SPIN writes a C program, so a C compiler is needed too; a machine that
lacks either has no oracle, and ``available`` says so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What SPIN found: the assertion that is violated first, if one is, and the states that it stored."""

    violated: str  # or "deadlock"
    stored: int
    refused: bool  # a choice of initial values was refused, which is one state
    complete: bool
    output: str


def available() -> bool:
    """Tell whether SPIN and a C compiler are there."""
    return shutil.which("spin") is not None and shutil.which("gcc") is not None


def check(folder: Path, name: str = "model.pml", *defines: str, go_on: bool = False) -> Outcome:
    """Search a model without reductions: up to its first violation, or with `go_on` the whole graph."""
    _run(
        folder, "spin", "-o1", "-o2", "-a", *(f"-D{d}" for d in defines), name
    )  # write-only variables are part of a state
    _run(folder, "gcc", "-O0", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c")
    output = _run(folder, "./pan", "-m1000000", "-w22", *(["-c0"] if go_on else []))
    return outcome(output, may_refuse="end_refused:" in (folder / name).read_text(encoding="utf-8"))


def outcome(output: str, *, may_refuse: bool) -> Outcome:
    """Read what pan printed."""
    found = re.search(r"assertion violated \(*(?:now\.)?(\w+)", output)
    deadlock = "pan:1: invalid end state" in output
    stored = re.search(r"(\d+) states, stored", output)
    if stored is None:
        raise AssertionError(output)
    unreached = re.search(r"unreached in proctype system\n(.*?)\n\n", output, re.DOTALL)
    return Outcome(
        violated="deadlock" if deadlock else found[1] if found else "",
        stored=int(stored[1]),
        refused=may_refuse and (unreached is None or '"(0)"' not in unreached[1]),
        complete="Search not completed" not in output and "max search depth too small" not in output,
        output=output,
    )


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False
    )
    if done.returncode and command[0] != "./pan":
        raise AssertionError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout
