"""The two semantics give one answer: the interpreter, and Z3 by way of the encoding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from agree import agreed, is_state, shown
from modules import system

from rmapsmt import engine
from rmapsmt.encode.solver import Absent, Found, Undecided
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR, encode
from rmapsmt.engine import Family, Question
from rmapsmt.interp import Deadlocked, Finished, Model, Violated, explore
from rmapsmt.manifest import config as tlc
from rmapsmt.manifest.link import configured
from rmapsmt.verdict import HoldsTo, Proved, Unknown
from rmapsmt.verdict import Violated as Broken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.ir import TransitionSystem, Value

HERE = Path(__file__).parent
DEEPEST = 12


def models() -> list[object]:
    """Return every model that TLC was asked about."""
    rows: list[object] = []
    for folder in (HERE / "fragment" / "accepted", HERE / "public_style"):
        table = yaml.safe_load(folder.with_name(folder.name + ".yaml").read_text())
        for name, row in table.items():
            slow = [pytest.mark.slow] if name in SLOW else []
            rows.append(pytest.param(folder / f"{name}.tla", row["depth"], id=name, marks=slow))
    return rows


SLOW = {"FailsLate", "InfiniteTypes", "Missionaries", "Queues", "ReadersWriters"}


@pytest.mark.parametrize(("path", "depth"), models())
def test_every_model_has_one_verdict(path: Path, depth: int) -> None:
    """An invariant is violated after as many steps by Z3 as by the search, or holds as deep as is asked."""
    config = tlc.load(path.with_suffix(".cfg"), ignore_unsupported=True)
    found = configured(path, config)
    names = [ref.name for ref in config.invariants]
    constraint = [ref.name for ref in config.constraints]
    types = next((n for n in names if n.lower().startswith("type")), None)
    bound = min(max(depth, 1), DEEPEST)
    encoding = encode(found, [config.constants], types, depth=bound, constraint=constraint)
    question = Question(Family(encoding), (), Model(found, config.constants))
    question.family.unroll(bound)
    assert engine.start_fault(question) is None
    for name in [*names, *([NO_DEADLOCK] if config.check_deadlock and not constraint else []), NO_ERROR]:
        verdict = engine.invariant(question, name, [n for n in names if n != name])
        wanted = expected(found, config.constants, constraint, name)
        if wanted is None and types and broken(question, types):
            assert isinstance(verdict, Proved | HoldsTo | Unknown)
        elif wanted is None:
            assert isinstance(verdict, Proved | HoldsTo), f"{name}: {verdict}"
            assert verdict.depth == bound
        elif types and name != types and broken(question, types):
            assert isinstance(verdict, Unknown)  # what follows is not looked at
        elif wanted > bound:
            assert isinstance(verdict, HoldsTo)
        else:
            assert isinstance(verdict, Broken), f"{name}: {verdict}"
            assert verdict.trace.depth == wanted


def broken(question: Question, types: str) -> bool:
    """Tell whether a behaviour leaves the ranges of the variables."""
    return isinstance(question.family.paths.find((), [types]), Found)


def expected(
    found: TransitionSystem, constants: Mapping[str, Value], constraint: list[str], name: str
) -> int | None:
    """Return after how many steps the interpreter finds the claim violated."""
    invariants = [name] if name in found.predicates else []
    result = explore(
        found, constants, invariants=invariants, constraint=constraint, deadlock=name == NO_DEADLOCK
    )
    assert isinstance(result.outcome, Finished | Violated | Deadlocked)
    return result.trace.depth if result.trace else None


def reached(question: Question, depth: int) -> set[str]:
    """Return every state that Z3 finds after at most `depth` steps: what was found is shut out."""
    family = question.family
    encoding, circuit = family.encoding, family.encoding.circuit
    family.unroll(depth)
    found: set[str] = set()
    shut: list[int] = []
    while True:
        name = f"one of {len(found)} at {depth}"
        encoding.predicates[name] = circuit.any(shut)
        answer = family.paths.find((), [name])
        if isinstance(answer, Absent):
            return found
        assert not isinstance(answer, Undecided)
        state = answer.behaviour.last
        assert state is not None
        assert shown(state) not in found
        found.add(shown(state))
        shut.append(circuit.all(is_state(encoding, state)))


SMALL = [
    (
        "a choice is made anew at each step",
        r"VARIABLES x, y  Init == x = 0 /\ y = 0  Next == y' = x /\ x' \in 0..2",
        9,
    ),
    (
        "the second choice depends on the first",
        r"VARIABLES x, y  Init == x = 1 /\ y \in {1}  Next == x' \in 1..3 /\ y' \in 1..x'",
        6,
    ),
    (
        "kinds are mixed",
        r"""VARIABLES x, y
Init == x = <<>> /\ y = 0
Next == \/ x' \in {<<y>>, <<>>} /\ y' = 1 - y
        \/ y = 1 /\ (x' = {y} \/ x' = y \/ x' = TRUE) /\ y' = y""",
        7,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "count"), [row[1:] for row in SMALL], ids=[row[0] for row in SMALL])
def test_what_z3_reaches_is_what_the_search_reaches(body: str, count: int) -> None:
    """At every depth, the states after at most so many steps."""
    found = system(body)
    levels = agreed(found, depth=4)
    question = Question(Family(encode(found, [{}], None, depth=4)), (), Model(found, {}))
    so_far: set[str] = set()
    for depth in range(4):
        so_far |= levels[depth]
        assert reached(question, depth) == so_far
    assert len(so_far) == count
