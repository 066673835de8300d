"""VMT-LIB: read back by pyvmt, it is the transition system that the interpreter runs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import z3

from rmapsmt import manifest
from rmapsmt.export.vmt import OUTSIDE, export_vmt
from rmapsmt.interp import Model
from rmapsmt.manifest import Kind, link

SPECS = Path(__file__).resolve().parent / "specs"
CASES = [
    ("peterson", "peterson.peterson.flag-first"),
    ("peterson", "peterson.peterson.turn-first"),
    ("peterson", "peterson.peterson.contention"),
    ("two_phase", "coordinator.participant.hasty"),
]


def read(text: str) -> Any:
    """Return pyvmt's model of a text, in an environment of its own."""
    from pyvmt.environment import Environment
    from pyvmt.vmtlib.reader import read as parse

    return parse(io.StringIO(text), Environment())


def in_z3(formula: Any, made: dict[Any, z3.BoolRef]) -> z3.BoolRef:
    """Return a formula of pyvmt's as Z3's own; X marks the next state's variables."""
    if formula not in made:
        parts = [in_z3(part, made) for part in formula.args()]
        if formula.is_symbol():
            made[formula] = z3.Bool(formula.symbol_name())
        elif formula.is_bool_constant():
            made[formula] = z3.BoolVal(formula.is_true())
        elif formula.is_and():
            made[formula] = z3.And(parts)
        elif formula.is_or():
            made[formula] = z3.Or(parts)
        elif formula.is_not():
            made[formula] = z3.Not(parts[0])
        else:
            made[formula] = z3.Bool(f"X {parts[0]}")
    return made[formula]


def solutions(formula: z3.BoolRef, over: list[z3.BoolRef]) -> set[tuple[bool, ...]]:
    """Return every solution, as the values of these variables."""
    solver, found = z3.Solver(), set()
    solver.add(formula)
    while solver.check() == z3.sat:
        values = [solver.model().eval(x, model_completion=True) for x in over]
        found.add(tuple(z3.is_true(value) for value in values))
        solver.add(z3.Or([x != value for x, value in zip(over, values, strict=True)]))
    return found


def is_one_of(over: list[z3.BoolRef], states: set[tuple[bool, ...]]) -> z3.BoolRef:
    """Return that the variables have the values of one of these states."""
    return z3.Or([z3.And([x == value for x, value in zip(over, state, strict=True)]) for state in states])


@pytest.mark.parametrize(("folder", "name"), CASES)
def test_the_text_is_the_system_that_the_interpreter_runs(folder: str, name: str) -> None:
    """Both have the same number of reachable states, and the same answer to the claim."""
    claims = manifest.load(SPECS / folder)
    system = link.system(claims)
    (case,) = manifest.select(claims, [name])
    model = read(export_vmt(claims, system, case))
    (property_,) = model.get_all_properties().values()
    made: dict[Any, z3.BoolRef] = {}
    constraints = (model.get_init_constraint(), model.get_trans_constraint(), property_.formula)
    init, trans, claim = (in_z3(formula, made) for formula in constraints)
    cells = [in_z3(x, made) for x in model.get_state_vars()]
    then = [z3.Bool(f"X {x}") for x in cells]

    reached: set[tuple[bool, ...]] = set()
    new = solutions(init, cells)
    while new:
        reached |= new
        new = solutions(z3.And(is_one_of(cells, new), trans), then) - reached
    bad = solutions(z3.And(is_one_of(cells, reached), z3.Not(claim)), cells)

    concrete = Model(system, case.constants)
    states = [state for level in concrete.levels(10_000) or () for state in level]
    wrong = [s for s in states if concrete.holds(case.claim.name, s) == (case.kind is Kind.REACHABLE)]
    assert OUTSIDE in [x.symbol_name() for x in model.get_state_vars()]
    assert len(states) > 10
    assert len(states) == len(reached)
    assert len(wrong) == len(bad)
