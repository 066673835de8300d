"""Results as text: every verdict is written and read again, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from pathlib import Path
from typing import get_args

import pytest
from kept import MODULE, clock

from rmapsmt import verdict
from rmapsmt.ir import Fun, Label, ModelValue
from rmapsmt.run import written
from rmapsmt.source import Source, Span, Tag
from rmapsmt.trace import Step, Trace
from rmapsmt.verdict import Result, SideFailure, Word


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """Return a folder with a small specification."""
    return clock(tmp_path)


STATE = (1, True, "a", ModelValue("m"), frozenset({1, 2}), Fun({1: Fun({"x": True}), 2: frozenset()}))
SOURCE = Source("Clock.tla", MODULE)
TRACE = Trace(
    "Clock",
    tuple("abcdef"),
    (
        Step(None, STATE),
        Step(
            Label("Tick", (0, True)), STATE, (Tag("kernel", "f g", Span(SOURCE, 2)),), Span(SOURCE, 7, 1, 4)
        ),
    ),
)
CTI = verdict.Cti("Tick(0)", ("Low",), TRACE)
EXAMPLES: list[verdict.Verdict] = [
    verdict.Proved(verdict.Induction(("Low",)), 8, TRACE),
    verdict.Proved(verdict.Closure(3), 8),
    verdict.Unreachable(verdict.Exhaustion(7), 8),
    verdict.Violated(TRACE, "Low"),
    verdict.HoldsTo(8, CTI, TRACE),
    verdict.Reached(TRACE),
    verdict.NotReached(8, CTI),
    verdict.Vacuous("nobody", 8),
    verdict.Unknown("no time", 8),
]


@pytest.mark.parametrize("found", EXAMPLES, ids=lambda found: type(found).__name__)
def test_every_verdict_is_written_and_read_without_loss(
    spec: Path, monkeypatch: pytest.MonkeyPatch, found: verdict.Verdict
) -> None:
    """TRUE is not 1 on the way, and a place is still a place in the text."""
    monkeypatch.chdir(spec)
    files = written.Files.of(Path())
    result = Result("a", "Low", Word.PROVED, found, (SideFailure("Low", found),), 1.5)
    table = json.loads(json.dumps(written.write(result, files)))
    back = written.read(table, files)

    assert result == back
    assert repr(result) == repr(back)
    assert {type(one) for one in EXAMPLES} == set(get_args(verdict.Verdict))


def test_every_class_of_the_verdicts_can_be_written() -> None:
    """One that is added is written without anybody thinking of it."""
    own = {one for one in vars(verdict).values() if isinstance(one, type) and is_dataclass(one)}

    assert own <= set(written._classes().values())  # noqa: SLF001 - they are what is tested


def test_what_is_no_part_of_a_result_is_not_written(spec: Path) -> None:
    """A list, or a text from elsewhere."""
    files = written.Files.of(spec)

    with pytest.raises(TypeError, match="list is nothing that a result is made of"):
        written.write([1], files)
    with pytest.raises(ValueError, match="no file of the specification"):
        written.write(Source("Clock.tla", "another text"), files)
