"""Ctrl-C, as a real signal to a real process: in the solver, in Python, in this process and in others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Holes are one fewer than pigeons: no SAT solver finds that out in a lifetime, where there are twenty.
PIGEONS = r"""
---- MODULE Pigeons ----
EXTENDS Naturals
CONSTANT N
VARIABLE hole
TypeOK == hole \in [1..N -> 1..(N - 1)]
Init == hole \in [1..N -> 1..(N - 1)]
Next == UNCHANGED hole
Spec == Init /\ [][Next]_hole
Crowded == \E i, j \in 1..N : i # j /\ hole[i] = hole[j]
====
"""
MANIFEST = """
version: 1
module: Pigeons
spec: Spec
types: TypeOK
models: {few: {N: 3}}
cases:
  - {case: few, model: few, claim: Crowded, expect: proved}
  - {case: many, model: {N: 20}, claim: Crowded, expect: proved}
  - {case: more, model: {N: 21}, claim: Crowded, expect: proved}
"""
# Counts to ten in each of seven places.
COUNTING = r"""
---- MODULE Counting ----
EXTENDS Naturals
VARIABLE digit
Init == digit = [i \in 1..7 |-> 0]
Count(i) == digit[i] < 9 /\ digit' = [digit EXCEPT ![i] = @ + 1]
Next == \E i \in 1..7 : Count(i)
Low == digit[1] < 9
Counted == \A i \in 1..7 : digit[i] \in 0..9
Spec == Init /\ [][Next]_digit
====
"""
SWITCHING = """
version: 1
module: Counting
spec: Spec
models: {only: {}}
cases:
  - {case: soon, model: only, claim: Low, expect: violated}
  - {case: never, model: only, claim: Counted, expect: proved}
"""
QUERY, SEARCH = "at most 8 steps that breaks Crowded?", "distinct states"


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Run]]:
    """Return what starts a process of the tool; it ends with the test, whatever becomes of that."""
    started: list[Run] = []

    def begin(*arguments: str) -> Run:
        started.append(Run(folder, *arguments))
        return started[-1]

    yield begin
    for run in started:
        with suppress(ProcessLookupError):
            os.killpg(run.process.pid, signal.SIGKILL)
        run.process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one case that is settled at once and two that never are."""
    (tmp_path / "Pigeons.tla").write_text(PIGEONS)
    (tmp_path / "invariants.yaml").write_text(MANIFEST)
    (tmp_path / "Counting.tla").write_text(COUNTING)
    return tmp_path


class Run:
    """A process of the tool, in a group of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start it."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rmapsmt", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # Where a shell runs the tests in its background they ignore interrupts, and would hand that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - one thread
        )

    def once_it_says(self, words: str) -> None:
        """Wait until the words stand on standard error."""
        assert self.process.stderr
        assert any(words in line for line in self.process.stderr), "it ended before"

    def interrupt(self, number: signal.Signals, *, everybody: bool) -> tuple[str, str]:
        """Send a signal to the process, or to its group as a terminal does; return what it says then."""
        began = time.monotonic()
        (os.killpg if everybody else os.kill)(self.process.pid, number)
        shown = self.process.communicate(timeout=30)
        taken = time.monotonic() - began
        assert taken < 2, "within a second, and one more for a machine that is busy"
        assert 130 == self.process.returncode
        with pytest.raises(ProcessLookupError):  # nobody of the group is left
            os.killpg(self.process.pid, 0)
        return shown


@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "everybody"), [(1, True), (2, False)], ids=["here", "in other processes"])
def test_an_interrupt_ends_a_query_and_shows_what_was_settled(
    start: Callable[..., Run], jobs: int, everybody: bool
) -> None:
    """A table of what was settled, marked as a part of the whole; nobody is left behind."""
    run = start("prove", "--spec", ".", "--jobs", str(jobs))
    run.once_it_says(QUERY)
    out, err = run.interrupt(signal.SIGINT, everybody=everybody)

    assert out.startswith("INTERRUPTED: 1 of 3 cases settled\n")
    assert "few   proved" in out
    assert "rmapsmt: interrupted\n" in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_an_interrupted_run_still_writes_one_document(start: Callable[..., Run]) -> None:
    """SIGTERM is an interrupt too, and --json is as whole as ever."""
    run = start("prove", "--spec", ".", "--jobs", "2", "--json")
    run.once_it_says(QUERY)
    out, _ = run.interrupt(signal.SIGTERM, everybody=False)
    written = json.loads(out)

    assert (True, 130) == (written["interrupted"], written["exit_code"])
    assert ["few"] == [result["case"] for result in written["results"]]
    assert (1, 2) == (written["totals"]["cases"], written["totals"]["unsettled"])


@pytest.mark.slow
def test_an_interrupt_ends_python_s_own_work(start: Callable[..., Run]) -> None:
    """The interpreter's search has nothing to report, and no traceback."""
    run = start("explore", "Counting.tla")
    run.once_it_says(SEARCH)
    out, err = run.interrupt(signal.SIGINT, everybody=True)

    assert "" == out
    assert err.endswith("rmapsmt: interrupted\n")
    assert "Traceback" not in err


@pytest.mark.slow
def test_an_interrupt_ends_a_search_for_few_switches(start: Callable[..., Run], folder: Path) -> None:
    """A table of what was settled is shown, as of any run."""
    (folder / "invariants.yaml").write_text(SWITCHING)
    run = start("prove", "--spec", ".", "--switches", "60", "--jobs", "1")
    run.once_it_says("never: ")
    out, err = run.interrupt(signal.SIGINT, everybody=True)

    assert out.startswith("INTERRUPTED: 1 of 2 cases settled\n")
    assert "soon  violated" in out
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_query_of_another_command_is_ended_too(start: Callable[..., Run]) -> None:
    """Whatever waits for the solver."""
    run = start("why", "many", "--spec", ".")
    run.once_it_says("many: does every step keep these")
    out, err = run.interrupt(signal.SIGINT, everybody=True)

    assert ("", True) == (out, "rmapsmt: interrupted\n" in err)
