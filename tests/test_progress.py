"""What a run says while it runs, and where its time went."""

from __future__ import annotations

import io
import json
import re
import time
from pathlib import Path

import pytest

from rmapsmt import cli, meter
from rmapsmt.meter import Spent
from rmapsmt.report import stats, terminal
from rmapsmt.verdict import Exhaustion, Proved, Result, Word

SPEC = Path(__file__).parent / "specs" / "peterson"


class Terminal(io.StringIO):
    """A stream that says that somebody is looking."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def spoken(stream: io.StringIO, seconds: float, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what progress writes about two things, with a short patience."""
    monkeypatch.setattr(terminal, "_PATIENCE", 0.05)
    progress = terminal.Progress(stream)
    progress.so_far = "1 of 2 cases, "
    progress("the first thing")
    time.sleep(seconds)
    progress(
        "the second thing, of which there is more to say than a line of a terminal has room for, or is it"
    )
    time.sleep(seconds)
    progress.done()
    return stream.getvalue().replace("\r", "\n").splitlines()


def test_a_quick_run_says_nothing() -> None:
    """Nobody wonders within a second."""
    stream = io.StringIO()
    progress = terminal.Progress(stream)
    progress("a thing")
    progress.done()

    assert "" == stream.getvalue()


def test_a_log_has_a_line_after_twice_the_time_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the time so far, and what is done now."""
    lines = spoken(io.StringIO(), 0.4, monkeypatch)

    assert all(re.match(r"rmapsmt: 1 of 2 cases, \d+ s: the (first|second) thing", line) for line in lines)
    assert lines[0].endswith("the first thing")
    assert "the second thing" in lines[-1]
    assert 2 <= len(lines) <= 6


def test_a_terminal_has_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """It fits, and what follows is written over nothing."""
    monkeypatch.setenv("COLUMNS", "60")
    lines = spoken(Terminal(), 0.2, monkeypatch)

    assert all(len(line) < 60 for line in lines)
    assert any(re.match(r"1 of 2 cases, \d s: the second thing", line) for line in lines)
    assert lines[-1].strip() == ""


def test_time_is_counted_once() -> None:
    """What neither the solver nor the interpreter has taken is the encoding's."""
    since = meter.Since()
    for count in (meter.solving, meter.replaying, meter.reading):
        with count():
            time.sleep(0.02)
    meter.visited(7)
    spent = since.spent()

    assert (1, 7) == (spent.queries, spent.states)
    assert all(0.02 <= each < 1 for each in (spent.encoding, spent.solving, spent.replay))
    assert spent.seconds == pytest.approx(spent.encoding + spent.solving + spent.replay)


def result(case: str, spent: Spent, *, cached: bool = False) -> Result:
    """Return a result that has cost so much."""
    return Result(case, "C", Word.PROVED, Proved(Exhaustion(1), 8), (), spent.seconds, spent, cached)


def test_the_table_adds_up_what_was_settled_anew() -> None:
    """What was found before has cost this run nothing, and an encoding that is shared is one."""
    shown = stats.render(
        [
            result("a.b", Spent(1, 2, 0.5, 10, 20, 300, 4000)),
            result("c", Spent(0.25, 1, 0, 5, 0, 300, 4100)),
            result("d", Spent(100), cached=True),
        ],
        0.75,
    )

    assert (
        """\
case     encoding  solving  replay  queries  states  gates  clauses
a.b        1.00 s   2.00 s  0.50 s       10      20    300     4000
c          0.25 s   1.00 s  0.00 s        5       0    300     4100
2 cases    1.25 s   3.00 s  0.50 s       15      20    300     4100
reading the specification: 0.75 s; gates and clauses are the largest family's"""
        == shown
    )


def test_stats_are_said_beside_the_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, so that a document stays one; the document has them for each case."""
    monkeypatch.setattr(meter, "_METER", meter._Meter())  # noqa: SLF001 - what other tests have read
    code = cli.entry(["prove", "--spec", str(SPEC), "--jobs", "1", "--stats", "--json"])
    shown = capsys.readouterr()
    spent = [one["spent"] for one in json.loads(shown.out)["results"]]

    assert 0 == code
    assert shown.err.startswith("case ")
    assert "reading the specification: 0.00 s" not in shown.err
    for one in spent:
        assert one["queries"] > 0
        assert one["gates"] > 0
        assert one["clauses"] > 0
    assert any(one["states"] for one in spent) or any(one["replay"] for one in spent)
