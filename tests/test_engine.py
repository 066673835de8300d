"""The engine says how it knows, and says no more than it knows."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from modules import system

from rmapsmt import engine, ir
from rmapsmt.encode.circuit import Circuit
from rmapsmt.encode.closure import closed
from rmapsmt.encode.sizes.solver import Script
from rmapsmt.encode.solver import Found
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR, encode
from rmapsmt.encode.term import Solver, Terms
from rmapsmt.engine import Family, Question
from rmapsmt.errors import ReplayFailure, SpecError
from rmapsmt.interp import Model
from rmapsmt.verdict import (
    Closure,
    Exhaustion,
    HoldsTo,
    Induction,
    NotReached,
    Proved,
    Reached,
    Result,
    Unknown,
    Unreachable,
    Vacuous,
    Violated,
    Word,
)

if TYPE_CHECKING:
    from rmapsmt.verdict import Verdict

COUNTER = r"""
VARIABLES x, on
TypeOK == x \in 0..9 /\ on \in BOOLEAN
Init == x = 0 /\ on = FALSE
Up == x < 6 /\ x' = x + 2 /\ on' = on
Turn == x = 6 /\ ~ on /\ on' = TRUE /\ x' = x
Odd == x = 8 /\ x' = 7 /\ on' = on
Next == Up \/ Turn \/ Odd
Even == x % 2 = 0
Low == x <= 6
Seven == x # 7
Both == Even /\ Seven
Small == x < 6
Never == x = 3
Top == x = 6
Late == on
"""


def question(
    body: str = COUNTER,
    types: str | None = "TypeOK",
    bound: int = 8,
    depth: int | None = None,
    states: int = 0,
) -> Question:
    """Return a model as a question, searched to the bound; its states may be visited if they are no more."""
    names = [line.split(" ==")[0] for line in body.splitlines() if " ==" in line]
    spoken = [n for n in names if n not in {"Init", "Next", "Up", "Turn", "Odd", "Choose"}]
    found = system(body, spoken)
    family = Family(encode(found, [{}], types, depth=depth), states=states, lemmas=False)
    family.unroll(bound)
    return Question(family, (), Model(found, {}))


@pytest.mark.parametrize("name", ["idle", "outside"])
def test_a_variable_may_be_called_as_the_tool_s_own_are(name: str) -> None:
    """It says nothing of whether a behaviour has ended, or has left the ranges."""
    body = f"""
VARIABLES {name}, x
TypeOK == x \\in 0..9 /\\ {name} \\in BOOLEAN
Init == x = 0 /\\ {name} = FALSE
Up == x < 6 /\\ x' = x + 2 /\\ {name}' = ~{name}
Next == Up
NotFour == x # 4
"""
    verdict = engine.invariant(question(body), "NotFour", [])
    assert isinstance(verdict, Violated)
    assert verdict.trace.depth == 2


@pytest.mark.slow
def test_the_solver_is_asked_the_same_in_every_run() -> None:
    """Whatever the seed of Python's hashes, and wherever its objects lie."""
    asked = [
        subprocess.run(
            [sys.executable, Path(__file__).with_name("asked.py")],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert asked[0].count("assert") > 100
    assert asked[0] == asked[1]


def test_a_failed_induction_names_the_step_and_the_conjunct() -> None:
    """The state before it need not be reachable."""
    failed = engine.induction(question(), ["Both", "TypeOK"])
    assert str(failed) == "Odd does not preserve Even, Seven"
    failed = engine.induction(question(), ["Small", "TypeOK"])
    assert str(failed) == "Up does not preserve Small"


def test_what_is_false_at_first_is_not_inductive() -> None:
    """It is Init that breaks it."""
    failed = engine.induction(question(), ["Top"])
    assert str(failed) == "Init does not imply Top"


def test_lemmas_make_a_claim_inductive() -> None:
    """Seven is kept by what is even and low; alone it is not, and the end of every behaviour proves it."""
    asked = question(bound=8)
    assert engine.invariant(asked, "Seven", ["Even", "Low"]) == Proved(Induction(("Even", "Low")), 8)
    assert engine.invariant(asked, "Seven", []) == Proved(Exhaustion(7), 8)
    short = question(bound=3)
    verdict = engine.invariant(short, "Seven", [])
    assert isinstance(verdict, HoldsTo)
    assert verdict.depth == 3
    assert str(verdict.cti) in {"Odd does not preserve Seven", "Up does not preserve Seven"}


def test_all_reachable_states_prove_a_claim_or_show_where_it_is_false() -> None:
    """However deep that is; the solver finds that none is missing, and walks every step again."""
    asked = question(bound=2, states=5)
    assert engine.invariant(asked, "Seven", []) == Proved(Closure(5), 2)
    deep = engine.invariant(question(bound=2, states=5), "Small", [])
    assert isinstance(deep, Violated)
    assert deep.trace.depth == 3
    assert isinstance(engine.reachable(asked, "Late", []), Reached)
    assert engine.reachable(asked, "Never", []) == Unreachable(Closure(5), 2)
    assert isinstance(engine.invariant(question(bound=2, states=4), "Seven", []), HoldsTo)


@pytest.mark.parametrize("number", range(5))
def test_a_set_that_lacks_a_reachable_state_is_not_closed(number: int) -> None:
    """Be it the first, the last or one between."""
    asked = question(states=5)
    levels = asked.concrete.levels(5)
    assert levels is not None
    states = [state for level in levels for state in level]
    assert closed(asked.family.one, (), states) is not None
    assert closed(asked.family.one, (), states[:number] + states[number + 1 :]) is None


def test_a_behaviour_that_ends_at_the_bound_is_not_known_to_end() -> None:
    """Four steps are the most; only a search to five can tell."""
    assert isinstance(engine.invariant(question(bound=4), "Seven", []), HoldsTo)
    assert isinstance(engine.invariant(question(bound=5), "Seven", []), Proved)


def test_a_violation_is_as_short_as_can_be() -> None:
    """And has been replayed."""
    verdict = engine.invariant(question(), "Small", [])
    assert isinstance(verdict, Violated)
    assert [step.state[0] for step in verdict.trace.steps] == [0, 2, 4, 6]
    verdict = engine.invariant(question(), NO_DEADLOCK, [])
    assert isinstance(verdict, Violated)
    assert verdict.trace.last == (6, True)
    assert isinstance(engine.invariant(question(), NO_ERROR, []), Proved)


REACHES = [
    ("Late", 8, [], Reached, Word.REACHED),
    ("Never", 8, [], Unreachable, Word.UNREACHABLE),
    ("Never", 2, ["Even", "Low"], Unreachable, Word.UNREACHABLE),
    ("Never", 2, [], NotReached, Word.NOT_REACHED),
    ("Late", 2, [], NotReached, Word.NOT_REACHED),
]


@pytest.mark.parametrize(("goal", "bound", "lemmas", "kind", "word"), REACHES)
def test_a_goal_is_reached_or_it_is_said_why_not(
    goal: str, bound: int, lemmas: list[str], kind: type, word: Word
) -> None:
    """Unreachable is proved, by the end of every behaviour or by lemmas; not reached is not."""
    verdict = engine.reachable(question(bound=bound), goal, lemmas)
    assert isinstance(verdict, kind)
    assert verdict.word is word


def test_a_witness_is_looked_for_beyond_the_bound() -> None:
    """What no behaviour reaches is vacuous."""
    trace = engine.reach(question(bound=1), "Late")
    assert not isinstance(trace, Vacuous | Unknown)
    assert trace.depth == 4
    nothing = engine.reach(question(bound=1), "Never")
    assert isinstance(nothing, Vacuous)
    assert "unreachable" in nothing.reason


def test_a_solver_that_gives_up_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was asked, the answer is unknown, with the solver's reason."""
    asked = question()
    monkeypatch.setattr(Solver, "check", lambda *_: "timeout")
    answers: list[Verdict] = [
        engine.invariant(asked, "Even", ["TypeOK"]),
        engine.reachable(asked, "Late", []),
    ]
    reach = engine.reach(asked, "Late")
    assert isinstance(reach, Unknown)
    for answer in [*answers, reach]:
        assert isinstance(answer, Unknown)
        assert answer.reason == "timeout"
        for expected in Word:
            result = Result("case", "claim", expected, answer, (), 0.0)
            assert expected is Word.UNKNOWN or not result.ok
    assert not engine.all_inductive(asked.family, [()], ["Even"])
    assert engine.inductive_part(asked, ["Even"]) == []


def test_nothing_is_proved_where_induction_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search has found nothing, and that is all that is known."""
    asked = question(bound=2)
    monkeypatch.setattr(asked.family.step.solver, "check", lambda *_: "canceled")
    verdict = engine.invariant(asked, "Seven", [])
    assert verdict == Unknown("canceled", 2)


def test_a_tampered_behaviour_does_not_replay() -> None:
    """Neither a false label nor a false state gets past the interpreter."""
    asked = question()
    answer = engine.shortest(asked, asked.family.paths, ["Small"])
    assert isinstance(answer, Found)
    good = answer.behaviour
    assert engine.confirmed(asked, good, "Small").depth == 3
    for bad in (
        replace(good, labels=(*good.labels[:-1], ir.Label("Turn"))),
        replace(good, labels=good.labels[:-1]),
        replace(good, last=(8, False)),
        replace(good, first=(1, False)),
        replace(good, labels=(), last=good.first),
    ):
        with pytest.raises(ReplayFailure):
            engine.confirmed(asked, bad, "Small")
    with pytest.raises(ReplayFailure):
        engine.confirmed(asked, replace(good, labels=(), last=good.first), NO_DEADLOCK)


def test_one_label_may_lead_to_many_states() -> None:
    """The replay follows all of them at once, so that it does not take for ever."""
    body = r"""
VARIABLES x, y
TypeOK == x \in 0..7 /\ y \in 0..7
Init == x = 0 /\ y = 0
Choose == x' \in {x, (x + 1) % 8} /\ y' \in {y, (y + 1) % 8}
Next == Choose
Apart == ~(x = 6 /\ y = 7)
"""
    verdict = engine.invariant(question(body, bound=9), "Apart", [])
    assert isinstance(verdict, Violated)
    assert verdict.trace.depth == 7


def test_nothing_is_said_of_what_follows_an_escape() -> None:
    """A claim is not proved where a behaviour leaves TypeOK and is not followed further."""
    body = r"""
VARIABLES x
TypeOK == x \in 0..3
Init == x = 0
Up == x' = x + 2
Next == Up
Below == x < 8
"""
    asked = question(body, bound=6)
    assert isinstance(engine.invariant(asked, "TypeOK", []), Violated)
    verdict = engine.invariant(asked, "Below", [])
    assert isinstance(verdict, Unknown)
    assert "TypeOK after 2 steps" in verdict.reason


def test_ranges_that_do_not_settle_serve_a_bounded_search() -> None:
    """No induction, no step beyond, no proof."""
    body = r"""
VARIABLES x
Init == x = 0
Up == x' = x + 1
Next == Up
Below == x < 9
Natural == x >= 0
Twelve == x = 12
"""
    asked = question(body, None, bound=99, depth=10)
    assert asked.family.bound == 10
    assert isinstance(engine.invariant(asked, "Below", []), Violated)
    assert engine.invariant(asked, "Natural", []) == HoldsTo(10, None)
    assert isinstance(engine.reach(asked, "Twelve"), Vacuous)
    assert not engine.all_inductive(asked.family, [()], ["Natural"])
    assert engine.inductive_part(asked, ["Natural"]) == []


def test_an_error_blocks_what_would_follow() -> None:
    """A state with an error is the end of its behaviours, as in TLC."""
    body = r"""
VARIABLES x
TypeOK == x \in 0..3
Init == x = 2
Up == x' = 1 + 2 \div (x - 1) - 2
Next == Up
Zero == x # 0
"""
    asked = question(body)
    assert isinstance(engine.invariant(asked, "Zero", []), Proved)
    verdict = engine.invariant(asked, NO_ERROR, [])
    assert isinstance(verdict, Violated)
    assert isinstance(engine.fault(asked, verdict.trace), SpecError)


def test_the_patience_of_one_solver_is_no_other_s() -> None:
    """Z3 takes an option that stands in a text for every solver's; a query without a limit has none."""
    Script("", lambda: 0.001)
    terms = Terms(Circuit())
    solver = Solver(terms)
    places = [[terms.const(f"{pigeon} in {hole}") for hole in range(7)] for pigeon in range(8)]
    solver.add(*map(terms.any, places))
    for column in zip(*places, strict=True):
        solver.add(*(terms.negation(terms.all(pair)) for pair in combinations(column, 2)))

    assert solver.check([]) is None
