"""Replacements: what a configuration lets a name stand for."""

from __future__ import annotations

import pytest
from elaborated import CELL, build, module

from rmapsmt.errors import Unsupported
from rmapsmt.interp.explore import explore

REPLACEMENTS: dict[str, tuple[str, dict[str, str], list[str], int]] = {
    "a constant": ("CONSTANT N\nThree == 3\nNext == x' = (x + 1) % N", {"N": "Three"}, [], 3),
    "a constant operator": (
        "CONSTANT Op(_, _)\nMul(a, b) == (a * b + 1) % 5\nNext == x' = Op(x, 3)",
        {"Op": "Mul"},
        [],
        4,
    ),
    "a definition": ("N == 9\nThree == 3\nNext == x' = (x + 1) % N", {"N": "Three"}, [], 3),
    "a definition, given a value": ("N == 9\nNext == x' = (x + 1) % N", {}, ["N"], 4),
    "an operator that is an argument": (
        "F(a) == (a + 1) % 7\nG(a) == (a + 2) % 8\nApp(H(_), a) == H(a)\nNext == x' = App(F, x)",
        {"F": "G"},
        [],
        4,
    ),
    "Nat": ("Few == 0..3\nNext == x' \\in Nat", {"Nat": "Few"}, [], 4),
    "a standard operator": (
        "Few(S) == {<<>>} \\cup {<<s>> : s \\in S}\nNext == x' \\in Seq({1, 2})",
        {"Seq": "Few"},
        [],
        4,
    ),
    "a standard operator that is an argument": (
        "Three(S) == 3\nApp(F(_), a) == F(a)\nNext == x' = App(Cardinality, {1})",
        {"Cardinality": "Three"},
        [],
        2,
    ),
    "a constant that an instance reads": (
        "CONSTANT Size\nThree == 3\nC == INSTANCE Cell WITH value <- x\nNext == C!Up",
        {"Size": "Three"},
        [],
        3,
    ),
    "a definition that an instance reads": (
        "Size == 7\nThree == 3\nC == INSTANCE Cell WITH value <- x\nNext == C!Up",
        {"Size": "Three"},
        [],
        3,
    ),
}


@pytest.mark.parametrize("name", REPLACEMENTS)
def test_a_configuration_replaces_what_a_name_stands_for(name: str) -> None:
    """Wherever the name is used: as a value, as an argument, in an instance."""
    body, overrides, assigned, states = REPLACEMENTS[name]
    texts = module(f"VARIABLE x\nInit == x = 0\n{body}"), module(CELL, "Cell", "Naturals")
    system = build(*texts, overrides=overrides, assigned=assigned)
    assert assigned == [constant.name for constant in system.constants]
    assert states == explore(system, dict.fromkeys(assigned, 4)).distinct


@pytest.mark.parametrize(
    ("body", "overrides"),
    [
        ("N == 9\nM == N + 1\nNext == x' = N", {"N": "M"}),
        ("F(a) == a\nG(a) == F(a)\nNext == x' = F(x)", {"F": "G"}),
    ],
)
def test_a_replacement_must_not_use_what_it_replaces(body: str, overrides: dict[str, str]) -> None:
    """Otherwise it would have no end."""
    with pytest.raises(Unsupported, match="unfolds into itself"):
        build(module(f"VARIABLE x\nInit == x = 0\n{body}"), overrides=overrides)


def test_a_constant_operator_needs_a_definition() -> None:
    """Nothing else can give it a meaning."""
    with pytest.raises(Unsupported, match="Op has no definition"):
        build(module("CONSTANT Op(_)\nVARIABLE x\nInit == x = 0\nNext == x' = Op(x)"))
