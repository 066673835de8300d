"""What an unrolling leaves out is in no behaviour."""

from __future__ import annotations

import pytest
from modules import system

from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import TRUE
from rmapsmt.encode.relate import Values
from rmapsmt.encode.soonest import NEVER, Soonest
from rmapsmt.encode.system import encode
from rmapsmt.interp import Model

SYSTEMS = {
    "a counter": (r"x \in 0..9", "x = 0", r"x < 5 /\ x' = x + 1"),
    "two ways up": (r"x \in 0..9", r"x \in {0, 4}", r"(x < 8 /\ x' = x + 2) \/ (x = 4 /\ x' = 9)"),
    "a set": (r"x \in SUBSET (1..3)", "x = {}", r"\E k \in 1..3 : (k > 1 => k - 1 \in x) /\ x' = x \cup {k}"),
    "a function": (
        r"x \in [1..2 -> 0..3]",
        "x = [i \\in 1..2 |-> 0]",
        r"\E i \in 1..2 : x[i] < 3 /\ x[3 - i] + 1 >= x[i] /\ x' = [x EXCEPT ![i] = @ + 1]",
    ),
    "a value chosen": (r"x \in 0..5", "x = 0", r"x' \in {y \in 0..5 : y <= x + 2} /\ x' > x"),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_literal_is_true_sooner_than_is_said(name: str) -> None:
    """Every state that the interpreter reaches in so many steps is one that is possible by then."""
    types, init, step = SYSTEMS[name]
    found = system(f"VARIABLES x\nTypeOK == {types}\nInit == {init}\nNext == {step}\n", ["TypeOK"])
    encoding = encode(found, [{}], "TypeOK")
    soonest = Soonest(encoding)
    shapes = Shapes(Values(encoding.circuit))
    levels = Model(found, {}).levels(1000)
    assert levels is not None
    for depth, level in enumerate(levels):
        for state in level:
            truths: list[int] = []
            for shape, value in zip(encoding.shapes, state, strict=True):
                assert shapes.literals(shape, value, truths) == TRUE
            for cell, truth in zip(encoding.cells, truths, strict=True):
                assert soonest.of(cell if truth == TRUE else -cell) <= depth


def test_a_value_is_as_far_as_the_steps_to_it() -> None:
    """What no step leads to is never possible, and a step from there is no step."""
    body = r"""
VARIABLES x, y
TypeOK == x \in 0..9 /\ y \in BOOLEAN
Init == x = 0 /\ y = FALSE
Up == x' = (IF x = 5 THEN 5 ELSE x + 1) /\ y' = y
Far == x = 8 /\ y' = TRUE /\ x' = 0
Next == Up \/ Far
"""
    encoding = encode(system(body, ["TypeOK"]), [{}], "TypeOK")
    soonest = Soonest(encoding)
    assert [soonest.of(cell) for cell in encoding.cells] == [0, 1, 2, 3, 4, 5, *[NEVER] * 5]
    assert soonest.of(encoding.cells[0] * -1) == 1
    assert [str(step.label) for step in soonest.narrowed(encoding).steps] == ["Up"]
