"""Where an action waits: each wait can be taken out, and with all of them nothing changes."""

from __future__ import annotations

from pathlib import Path

import modules
import pytest

from rmapsmt import interp, manifest
from rmapsmt.elaborate.waits import optional_waits
from rmapsmt.manifest import link

SPECS = Path(__file__).parent / "specs"
CONDITIONS = [
    ("lock = 0 /\\ Lock", ["A waits for lock"]),
    ("mine = lock /\\ Set", ["A waits for lock"]),
    ("lock = 0 /\\ other = 0 /\\ Lock", ["A waits for lock", "A waits for other"]),
    ("lock + other = 0 /\\ Lock", ["A waits for lock and other"]),
    ("(lock = 0 /\\ x = 0) /\\ Lock", ["A waits for lock"]),
    (
        "x = 0 /\\ (IF x = 0 THEN lock = 0 /\\ Set ELSE other = 0 /\\ Set)",
        ["A waits for lock", "A waits for other"],
    ),
    ("LET l == lock IN l = mine /\\ Set", ["A waits for lock"]),
    ("\\A i \\in 1..2 : lock = i /\\ Set", ["A waits for lock"]),
    ("\\E i \\in 1..2 : lock = i /\\ Set", ["A waits for lock"]),
    ("(lock = 0 /\\ Set) \\/ B", ["A waits for lock", "B waits for other"]),
    ("CASE x = 0 -> lock = 0 /\\ Set [] OTHER -> B", ["A waits for lock", "B waits for other"]),
    ("Set /\\ (x = 0 => lock = 0 /\\ Set)", ["A waits for lock"]),
    ("x = lock /\\ Set", []),
    ("(lock = 0 \\/ x = 0) /\\ Set", []),
    ("x = 0 /\\ x' = lock /\\ UNCHANGED <<lock, other, mine>>", []),
    ("lock = 0 /\\ UNCHANGED <<x, lock, other, mine>>", []),
    ("IF lock = 0 THEN Set ELSE Lock", []),
]


VARIABLES = r"""
VARIABLES
    lock,   \* @role lock
    other,  \* @role lock
    mine,   \* @role register
    x       \* @role counter
Init == lock = 0 /\ other = 0 /\ mine = 0 /\ x = 0
Set == x' = 1 /\ UNCHANGED <<lock, other, mine>>
Lock == lock' = 1 /\ UNCHANGED <<other, mine, x>>
B == other = 0 /\ Set
"""


@pytest.mark.parametrize(("action", "expected"), CONDITIONS)
def test_a_wait_is_a_conjunct_about_locks_and_registers(action: str, expected: list[str]) -> None:
    """A test that decides between two ways waits for nobody, nor does a step that changes nothing."""
    system = modules.system(f"{VARIABLES}A == {action}\nNext == A")

    assert expected == [wait.constant for wait in optional_waits(system)[1]]


@pytest.mark.parametrize("folder", sorted(SPECS.iterdir()), ids=lambda folder: folder.name)
def test_with_every_wait_the_system_is_what_it_was(folder: Path) -> None:
    """The same states are found by the same number of steps."""
    claims = manifest.load(folder)
    before = link.system(claims)
    system, waits = optional_waits(before)
    for case in claims.cases:
        constants = {**case.constants, **{wait.constant: True for wait in waits}}
        found, known = interp.explore(system, constants), interp.explore(before, case.constants)
        assert (known.distinct, known.generated, known.depth) == (
            found.distinct,
            found.generated,
            found.depth,
        )
