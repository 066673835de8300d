"""Where sizes are left open: what is proved, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import z3
from locked import LEMMAS, LOCK, outcome
from modules import system

from rmapsmt.encode.sizes import solver, term
from rmapsmt.encode.sizes.goals import Goals
from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem, conjuncts
from rmapsmt.encode.sizes.questions import questions
from rmapsmt.encode.sizes.solver import Script
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.ir import ModelValue

if TYPE_CHECKING:
    from rmapsmt.ir import Value


def test_what_is_inductive_for_every_size_is_kept() -> None:
    """Mutual exclusion, and the count by the set that it counts."""
    kept = outcome(LOCK, (*LEMMAS, "Exclusive", "AtMostOne"), Fair=True).kept

    assert {"Owner", "InsideIsIn", "Counted", "Exclusive", "AtMostOne"} <= set(kept)


@pytest.mark.parametrize(("joins", "kept"), [("P", True), ("0..N", False)])
def test_a_set_that_lacks_a_member_may_grow(joins: str, kept: bool) -> None:
    """The counter stays within what there is to count, unless what joins is nothing of that."""
    grow = "p \\notin inside /\\ inside' = inside \\cup {p} /\\ count' = count + 1 /\\ UNCHANGED <<pc, lock>>"
    body = LOCK.replace("\\E p \\in P : Enter(p) \\/ Leave(p)", f"\\E p \\in {joins} : {grow}")
    found = outcome(body, ("TypeOK", "Counted"), Fair=True)

    assert kept == ("TypeOK" in found.kept)
    assert kept == (not found.broken)  # seen of the step itself, with nothing dropped first


@pytest.mark.parametrize(
    ("claim", "fair", "action"),
    [
        ("NobodyEver", True, "Enter"),
        ("FirstOnly", True, "Enter"),  # true of N = 1 alone
        ("Exclusive", False, "Enter"),
        ("TwoAreEnough", False, "Enter"),
    ],
)
def test_what_some_size_breaks_is_not_kept(claim: str, fair: bool, action: str) -> None:
    """The action that breaks it is named."""
    found = outcome(LOCK, (*LEMMAS, claim), Fair=fair)

    assert claim not in found.kept
    assert action in {one.action for one in found.broken if one.conjunct in {claim, "Exclusive"}}


def test_a_lemma_that_fails_takes_with_it_what_needs_it() -> None:
    """Without Owner nobody can know that the lock is free of others."""
    found = outcome(LOCK, ("TypeOK", "InsideIsIn", "Exclusive"), Fair=True)

    assert "InsideIsIn" in found.kept
    assert "Exclusive" not in found.kept


PASSING = r"""
CONSTANT N
VARIABLES at, seen
ASSUME N >= 1
P == 1..N
TypeOK == at \in 1..(N + 1) /\ seen \in [P -> BOOLEAN]
Init == at = 1 /\ seen = [p \in P |-> FALSE]
Pass == /\ GUARD /\ seen' = [seen EXCEPT ![at] = TRUE] /\ at' = at + 1
        /\ (seen[at] \/ ~seen[at])
Next == Pass \/ (at > N /\ UNCHANGED <<at, seen>>)
Behind == \A p \in P : p < at => seen[p]
Value == at > 1 => seen[at - 1]
"""


@pytest.mark.parametrize(
    ("guard", "kept"), [("at <= N", True), ("at <= N + 1", False), ("at < N", True), ("TRUE", False)]
)
def test_a_value_that_is_not_there_is_an_obligation(guard: str, kept: bool) -> None:
    """A loop that runs past the end applies a function outside its domain: nothing is proved then."""
    found = outcome(PASSING.replace("GUARD", guard), ("TypeOK", "Behind"))

    assert kept == ("Behind" in found.kept)
    assert kept or "every expression has a value" in {one.conjunct for one in found.broken}


def test_a_claim_without_a_value_is_not_kept() -> None:
    """`seen[at]` has none once the loop is over."""
    body = PASSING.replace("GUARD", "at <= N").replace("seen[at - 1]", "seen[at]")

    assert "Value" not in outcome(body, ("TypeOK", "Behind", "Value")).kept


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (r"x' = CHOOSE y \in 1..N : TRUE", "CHOOSE is not supported"),
        (r"x' = x \div 2", "is not supported"),
        ("x' = Cardinality({y \\in 1..N : y > 1})", "cardinality"),
    ],
)
def test_what_has_no_counterpart_is_said(formula: str, message: str) -> None:
    """The construct is named; no verdict is made up."""
    body = f"CONSTANT N\nVARIABLE x\nTypeOK == x \\in 0..N\nInit == x = 0\nNext == {formula}\n"

    with pytest.raises(UnboundedFault, match=message):
        outcome(body, ("TypeOK",))


CHANGES = [
    ("(CASE N = 0 -> pc' = other [] OTHER -> pc' = pc)", True),
    ("(CASE N = 1 -> pc' = pc [] OTHER -> pc' = other)", False),
    ('pc\' = [p \\in P |-> "in"]', False),
    ('pc\' = [pc EXCEPT ![1] = "in"]', False),
    ('pc\' = [q \\in P |-> IF q = 1 THEN "idle" ELSE pc[q]]', True),
    ('pc\' = [pc EXCEPT ![N] = IF N = 1 THEN "in" ELSE @]', False),
    ('pc\' = [pc EXCEPT ![N + 1] = "in"]', True),
    ("pc' = other", False),
    ('pc\' = [other EXCEPT ![1] = "idle"]', False),
]


@pytest.mark.parametrize(("change", "kept"), CHANGES)
def test_every_way_to_change_a_function_is_seen(change: str, kept: bool) -> None:
    """Also where the whole function is another one, or a place is left out of its domain."""
    body = f"""
CONSTANT N
VARIABLES pc, other
ASSUME N >= 1
P == 1..N
TypeOK == pc \\in [P -> {{"idle", "in"}}] /\\ other \\in [P -> {{"idle", "in"}}]
Init == pc = [p \\in P |-> "idle"] /\\ other \\in [P -> {{"idle", "in"}}]
Next == {change} /\\ UNCHANGED other
Idle == \\A p \\in P : pc[p] = "idle"
"""
    assert kept == ("Idle" in outcome(body, ("TypeOK", "Idle")).kept)


@pytest.mark.parametrize("body", [LOCK, PASSING.replace("GUARD", "at <= N")])
def test_a_goal_that_is_left_out_unmade_would_have_been_none(body: str) -> None:
    """A conjunct that looks at nothing that a step has changed is kept; of all others the goals are made."""
    names = [name for name in (*LEMMAS, "Exclusive", "Behind") if f"{name} ==" in body]
    constants: dict[str, Value] = {"Fair": False} if body is LOCK else {}
    problem = Problem(system(body, names), constants, {"N": "N"}, "TypeOK")
    whole = Inductive(problem, names)
    left_out = 0
    for number, way in enumerate(problem.ways):
        changed = way.changed(problem.before.state)
        for part, conjunct in enumerate(whole.parts):
            goals = problem.goals(conjunct, way) if conjunct.mentions & changed else []
            assert whole.to_keep(part, number) == goals, (conjunct.name, way.name)
            left_out += not goals

    assert left_out


def test_what_a_solver_is_told_stays_with_it() -> None:
    """Z3's options are those of the process; another solver of it, made later, has its usual ones."""
    Script("(declare-const x Int)", lambda: 0.5, seed=7).answer([True])

    assert {name: z3.get_param(name) for name in solver.USUAL} == solver.USUAL


def test_a_query_ends_by_effort_and_not_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a busy machine finds the proofs that a quiet one does: five doves in four holes are few."""
    holes = [[f"h{dove}{hole}" for hole in range(4)] for dove in range(5)]
    said = "".join(f"(declare-const {one} Bool)" for row in holes for one in row)
    said += "".join(f"(assert (or {' '.join(row)}))" for row in holes)
    pairs = [(a, b) for n, a in enumerate(holes) for b in holes[:n]]
    said += "".join(f"(assert (not (and {x} {y})))" for a, b in pairs for x, y in zip(a, b, strict=True))

    assert "unsat" == Script(said).answer([True])
    monkeypatch.setattr(solver, "EFFORT", 100)
    assert "unknown" == Script(said).answer([True])


def test_when_time_is_over_no_proof_is_looked_for_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever that is, nothing is kept but what is inductive."""
    names, left, found = (*LEMMAS, "Exclusive"), [0], []
    read = solver._read  # noqa: SLF001 - what Z3 is given

    def patience() -> float:
        left[0] -= 1
        return float(left[0] >= 0)

    def counted(context: object, commands: str) -> str:
        assert left[0] >= 0 or "rlimit 10000000" not in commands
        return read(context, commands)

    monkeypatch.setattr(solver, "_read", counted)
    problem = Problem(system(LOCK, names), {"Fair": True}, {"N": "N"}, "TypeOK")
    for left[0] in range(0, 90, 6):
        found.append(Inductive(problem, names, patience, claim="Exclusive").outcome().kept)

    assert found[0] == ()
    assert found[-1] == names


def test_a_proof_that_is_given_up_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a step knows to be apart was once known to later proofs too, where a goal had no counterpart."""
    read = system(LOCK, ("TypeOK", "Owner"))
    problem = Problem(read, {"Fair": True}, {"N": "N"}, "TypeOK")
    part = conjuncts("Owner", read.predicates["Owner"], problem.known)[0]
    way = next(way for way in problem.ways if list(way.apart()))

    def gives_up(*_: object) -> None:
        assert term.APART.pairs
        raise UnboundedFault("no counterpart")

    monkeypatch.setattr(Goals, "_walk", gives_up)
    with pytest.raises(UnboundedFault):
        problem.goals(part, way)
    assert not term.APART.pairs


def test_of_a_step_whose_goals_have_no_counterpart_it_is_asked_that_it_is_never_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is so found in the proof; whoever checks the proof is asked the same."""
    read = system(LOCK, ("TypeOK", "Owner"))
    problem = Problem(read, {"Fair": True}, {"N": "N"}, "TypeOK")

    def none(*_: object) -> None:
        raise UnboundedFault("no counterpart")

    monkeypatch.setattr(Inductive, "to_keep", none)
    steps = [one for one in questions(problem, ["Owner"], ["Owner"], [0]) if "-step-" in one.name]

    assert len(steps) == len(problem.ways)
    assert all("is taken in this way." in one.text and "(assert true)" in one.text for one in steps)


def test_model_values_are_strings_that_nothing_else_is() -> None:
    """They differ from each other, and from the string that has the same name."""
    body = """
CONSTANTS N, a, b
VARIABLE x
ASSUME N >= 1
TypeOK == x \\in {"a", a, b}
Init == x = a
Next == x = a /\\ x' = b
Never == x # "a"
"""
    read = system(body, ("TypeOK", "Never"))
    values = {"a": ModelValue("a"), "b": ModelValue("b")}
    found = Inductive(Problem(read, values, {"N": "N"}, "TypeOK"), ("TypeOK", "Never")).outcome()

    assert ("TypeOK", "Never") == found.kept
