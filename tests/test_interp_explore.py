"""Exhaustive search counts as TLC counts, and stops where TLC stops."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from modules import system

from rmapsmt.errors import ConfigFault, EvalFault, FrameFault
from rmapsmt.interp import (
    Deadlocked,
    Faulted,
    Finished,
    LimitReached,
    Model,
    Violated,
    explore,
    reaches,
    replay,
)
from rmapsmt.manifest import config as tlc
from rmapsmt.manifest.link import configured

if TYPE_CHECKING:
    from rmapsmt.ir import TransitionSystem

HERE = Path(__file__).parent
COUNTER = r"""
CONSTANTS n
ASSUME n > 0
VARIABLES x
Init == x = 0
Up == x < n /\ x' = x + 1
Stay == x = n /\ UNCHANGED x
Next == Up \/ Stay
Small == x < 3
Two == x # 2
Seven == x = 7
Odd == 10 \div (x - 2) > -100
"""


def counter() -> TransitionSystem:
    """Return the counter's system."""
    return system(COUNTER, ["Small", "Two", "Seven", "Odd"])


def test_everything_is_visited() -> None:
    """Distinct and generated states, depth, and the longest behaviour without stuttering."""
    found = explore(counter(), {"n": 5})
    assert found.outcome == Finished()
    assert (found.distinct, found.generated, found.depth, found.queued, found.ends_by) == (6, 7, 6, 0, 5)
    assert found.trace is None


def test_the_first_violated_invariant_has_a_shortest_trace() -> None:
    """It ends in the violating state, and it replays."""
    found = explore(counter(), {"n": 5}, invariants=["Small", "Two"])
    assert isinstance(found.outcome, Violated)
    assert found.outcome.invariant == "Two"
    assert [step.state for step in found.outcome.trace.steps] == [(0,), (1,), (2,)]
    assert [str(step.label) for step in found.outcome.trace.steps] == ["None", "Up", "Up"]
    replay(Model(counter(), {"n": 5}), found.outcome.trace, "Two")


def test_a_constraint_cuts_after_the_check() -> None:
    """A state outside is checked, but neither counted nor expanded; nothing is said about ends."""
    found = explore(counter(), {"n": 5}, constraint=["Small"])
    assert (found.distinct, found.generated, found.depth, found.ends_by) == (3, 4, 3, None)
    assert isinstance(
        explore(counter(), {"n": 5}, invariants=["Small"], constraint=["Small"]).outcome, Violated
    )


def test_a_deadlock_is_found_only_when_it_matters() -> None:
    """The trace ends in the state without successors."""
    found = system("VARIABLES x\nInit == x = 0\nNext == x < 2 /\\ x' = x + 1\n")
    outcome = explore(found, {}).outcome
    assert isinstance(outcome, Deadlocked)
    assert outcome.trace.last == (2,)
    assert explore(found, {}, deadlock=False).outcome == Finished()


def test_an_error_keeps_the_trace_to_its_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """In an invariant as in an action."""
    monkeypatch.setattr("rmapsmt.elaborate.system.check_frame", lambda _: None)
    found = explore(counter(), {"n": 5}, invariants=["Odd"])
    assert isinstance(found.outcome, Faulted)
    assert isinstance(found.outcome.error, EvalFault)
    assert found.trace is not None
    assert found.trace.last == (2,)
    silent = system("VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == x' = x + 1 /\\ (x = 1 \\/ y' = 0)\n")
    stopped = explore(silent, {})
    assert isinstance(stopped.outcome, Faulted)
    assert isinstance(stopped.outcome.error, FrameFault)
    assert stopped.trace is not None
    assert stopped.trace.last == (1, 0)
    first = system("VARIABLES x\nInit == x = 1 \\div 0\nNext == x' = x\n")
    assert isinstance(explore(first, {}).outcome, Faulted)
    assert explore(first, {}).trace is None


def test_an_assumption_is_checked_first() -> None:
    """A false one is the configuration's fault."""
    with pytest.raises(ConfigFault, match="assumption"):
        explore(counter(), {"n": 0})


def test_a_limit_cuts_the_search() -> None:
    """It is said that it did."""
    found = explore(system("VARIABLES x\nInit == x = 0\nNext == x' = x + 1\n"), {}, limit=50)
    assert found.outcome == LimitReached()
    assert found.queued > 0
    assert found.ends_by is None


def test_a_cycle_never_ends() -> None:
    """Stuttering alone is no cycle."""
    cycle = system("VARIABLES x\nInit == x = 0\nNext == x' = (x + 1) % 3\n")
    assert explore(cycle, {}).ends_by is None
    still = system("VARIABLES x\nInit == x = 0\nNext == UNCHANGED x\n")
    assert explore(still, {}).ends_by == 0


def test_progress_is_told() -> None:
    """The callback gets distinct states, generated states and depth."""
    told: list[tuple[int, int, int]] = []
    explore(counter(), {"n": 5}, progress=lambda *news: told.append(news))
    assert told == [(1, 1, 1)]


def test_a_witness_is_as_short_as_can_be() -> None:
    """A state that is not reachable has none."""
    found = reaches(counter(), {"n": 9}, "Seven")
    assert found is not None
    assert found.depth == 7
    assert reaches(counter(), {"n": 5}, "Seven") is None


def test_a_state_is_one_whatever_order_python_keeps_its_sets_in() -> None:
    """{{}, {1}}: which element comes first depends on how the set was made."""
    found = system(
        "VARIABLE x\nInit == x = {{}}\n"
        "Next == \\E k \\in 0..7 : x' = {{k}} \\cup x \\/ x' = x \\cup {{k}} \\/ x' = {{}, {k}}"
    )

    assert 2**8 == explore(found, {}).distinct


def test_states_that_python_takes_for_equal_are_distinct() -> None:
    """TRUE and 1 are two states."""
    both = system("VARIABLES x\nInit == x = TRUE\nNext == x' = IF x = TRUE THEN 1 ELSE x\n")
    outcome = explore(both, {})
    assert outcome.distinct == 2


def models() -> list[tuple[Path, dict[str, object]]]:
    """Return every model whose counts TLC was asked for."""
    rows = []
    for folder in (HERE / "fragment" / "accepted", HERE / "public_style"):
        table = folder.with_name(folder.name + ".yaml")
        if table.exists():
            rows += [(folder / f"{name}.tla", row) for name, row in yaml.safe_load(table.read_text()).items()]
    return rows


@pytest.mark.parametrize(("path", "expected"), models(), ids=lambda item: getattr(item, "stem", ""))
def test_counts_are_those_of_tlc(path: Path, expected: dict[str, object]) -> None:
    """Verdict, distinct states, depth and the length of the trace."""
    config = tlc.load(path.with_suffix(".cfg"), ignore_unsupported=True)
    found = configured(path, config)
    invariants = [ref.name for ref in config.invariants]
    constraint = [ref.name for ref in config.constraints]
    result = explore(
        found, config.constants, invariants=invariants, constraint=constraint, deadlock=config.check_deadlock
    )
    got: dict[str, object] = {"verdict": "ok", "distinct_states": result.distinct, "depth": result.depth}
    match result.outcome:
        case Violated(invariant, trace):
            got |= {"verdict": "violated", "invariant": invariant, "trace_length": len(trace.steps)}
            replay(Model(found, config.constants), trace, invariant)
            whole = explore(
                found, config.constants, constraint=constraint, deadlock=False
            )  # as TLC's -continue
            got |= {"distinct_states": whole.distinct, "depth": whole.depth}
        case Deadlocked(trace):
            got |= {"verdict": "deadlock", "trace_length": len(trace.steps)}
            replay(Model(found, config.constants), trace)
        case other:
            assert other == Finished()
    assert got == {key: row for key, row in expected.items() if key in got}
