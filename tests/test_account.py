"""What a step reads, what an actor believes, and what decides a predicate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cells import behaviour
from modules import system

from rmapsmt import ir
from rmapsmt.interp import Model
from rmapsmt.run import tell
from rmapsmt.trace import Step, Trace

if TYPE_CHECKING:
    from rmapsmt.account import Read


def shown(reads: tuple[Read, ...]) -> list[str]:
    """Return reads as text."""
    older = [f" for {ir.show(one.actual)}" if one.actual is not None else "" for one in reads]
    return [f"{one.cell}={ir.show(one.value)}{end}" for one, end in zip(reads, older, strict=True)]


READS: list[tuple[tuple[str, ...], str, list[str]]] = [
    (("Peek(1)",), "", ['table[1]="none"']),
    (("Pick(1, 2)",), "", ['table[2]="none"']),
    (("Fill(2, 1)", "Pick(1, 1)"), "", ['table[1]="used"', "total=0"]),
    (("Fill(1, 2)",), "", ["owner=0", 'table[1]="none"']),
    (("Fill(1, 2)", "Fill(1, 2)"), "", ["owner=0", 'table[1]="none"']),
    (("Take(2)",), "", []),
    (("Both(1)",), "", ['table[1]="none"', 'table[2]="none"']),
    (("Fill(1, 1)", "Both(1)"), "", ['table[1]="used"']),
    (("Choice(1)",), "8", ["total=8 for 0"]),
    (("Choice(1)",), "0", ["total=0"]),
]


@pytest.mark.parametrize(("labels", "last", "expected"), READS)
def test_a_step_reads_what_its_way_evaluates(labels: tuple[str, ...], last: str, expected: list[str]) -> None:
    """Of shared cells, those that it leaves as they are; not its updates, nor what is auxiliary."""
    assert expected == shown(behaviour(*labels, last=last).events[-1].reads)


@pytest.mark.parametrize(
    ("last", "expected"), [("1", ['table[1]="none"']), ("2", ['table[1]="old" for "none"'])]
)
def test_a_stale_read_is_the_value_that_was_taken(last: str, expected: list[str]) -> None:
    """What a choice takes out of a cell's possible values is what has been read there."""
    told = behaviour("Peek(1)", stale=True, last=last)

    assert expected == shown(told.events[-1].reads)
    assert len(expected[0].split(" for ")) - 1 == len(told.beliefs)


def test_a_belief_lasts_until_the_cell_is_read_or_written_again() -> None:
    """It is news once, at the next step of who holds it, and what remains in the end is listed."""
    told = behaviour("Peek(1)", "Fill(2, 1)", "Take(1)", "Pick(1, 2)")
    again = behaviour("Peek(1)", "Fill(2, 1)", "Take(1)", "Peek(1)")
    (news,) = told.events[2].stale

    assert ("table[1]", "none", "used", 1) == (str(news.cell), news.believed, news.actual, news.since)
    assert [(), ()] == [told.events[number].stale for number in (1, 3)]
    assert [(1, "table[1]"), (2, "owner")] == [(one.actor, str(one.cell)) for one in told.beliefs]
    assert [(2, "owner")] == [(one.actor, str(one.cell)) for one in again.beliefs]


USED = 'table[2]="used"'
REASONS: list[tuple[tuple[str, ...], str, str, list[str]]] = [
    (("Fill(1, 2)",), "Empty", 'table[s] = "none" is FALSE', [USED]),
    (("Fill(1, 2)", "Peek(1)"), "Quiet", 'table[s] = "none" is FALSE', [USED]),
    (("Fill(1, 2)", "Fill(1, 1)", "Peek(2)"), "Quiet", "total = 0 is FALSE", ["total=1"]),
    (("Peek(1)",), "Small", "total + mine < 1 \\/ owner = 3 is FALSE", ["total=0", "mine=1", "owner=0"]),
    (("Fill(1, 2)",), "Used", 'table[s] = "used" is TRUE', [USED]),
]


@pytest.mark.parametrize(("labels", "name", "expected", "cells"), REASONS)
def test_the_deciding_part_of_a_predicate_is_found(
    labels: tuple[str, ...], name: str, expected: str, cells: list[str]
) -> None:
    """Through definitions, implications and quantifiers, with the values of the cells in it."""
    reason = behaviour(*labels, decided=name).reason

    assert reason is not None
    assert (expected, cells) == (f"{reason.text} is {ir.show(reason.holds)}", shown(reason.cells))


def test_what_is_no_predicate_has_no_reason() -> None:
    """A deadlock is decided by no part of anything."""
    assert behaviour("Peek(1)", decided="no deadlock").reason is None


LARGE = r"""
VARIABLES
    cell,  \* @role table
    mine
Init == cell = 1 /\ mine = 0
Large == cell \in 0..100000000 /\ mine' = cell + 1 /\ mine' \in Nat /\ UNCHANGED cell
Endless == mine' = (IF cell \in Nat THEN cell ELSE 0) /\ mine' \in 1..(100000000 + cell) /\ UNCHANGED cell
Next == Large \/ Endless
"""


@pytest.mark.parametrize("label", ["Large", "Endless"])
def test_sets_that_nobody_can_list_take_no_time(label: str) -> None:
    """They are as the interpreter has them: tests, not lists."""
    model = Model(system(LARGE), {})
    (state,) = model.initial_states()
    (found,) = (one for one in model.successors(state) if str(one.label) == label)
    told = tell(model, Trace("Test", model.variables, (Step(None, state), Step(found.label, found.state))))

    assert ["cell=1"] == shown(told.events[0].reads)
