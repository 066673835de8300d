"""An expression without a value is an error of the specification to both semantics, and so is none other."""

from __future__ import annotations

import pytest
from agree import agreed
from modules import system

from rmapsmt import engine
from rmapsmt.encode.system import NO_ERROR, encode
from rmapsmt.engine import Family, Question
from rmapsmt.errors import EvalFault, SpecError
from rmapsmt.interp import Faulted, Model, explore
from rmapsmt.verdict import Proved, Violated

ODD = 'IF x = 1 THEN "a" ELSE x'

# Each has no value where x is 1, and one where it is 0 or 2.
BAD = {
    "a function outside its domain": r"[k \in {0, 2} |-> k][x]",
    "a record without the field": r"(IF x = 1 THEN [b |-> 0] ELSE [a |-> 0]).a",
    "CASE without a true arm": "CASE x = 0 -> 0 [] x = 2 -> 2",
    "CHOOSE from nothing": r"CHOOSE k \in 0..2 : k = x /\ k # 1",
    "Head of nothing": "Head(IF x = 1 THEN <<>> ELSE <<x>>)",
    "Tail of nothing": "Tail(IF x = 1 THEN <<>> ELSE <<x>>)",
    "SubSeq too long": "SubSeq(<<0>>, 1, 1 + (x % 2))",
    "division by zero": r"1 \div (x - 1)",
    "remainder of zero": "1 % (x - 1 + 2 * (x \\div 2) + (1 - x) * (1 - x) * 2)",
    "a negative exponent": "2 ^ (0 - (x % 2))",
    "Assert": 'Assert(x # 1, "x is one")',
    "numbers and strings": f"x = ({ODD})",
    "numbers and truths": "x = (IF x = 1 THEN TRUE ELSE x)",
    "numbers and strings in tuples": f"<<0, x>> = <<0, {ODD}>>",
    "numbers and strings in records": f"[a |-> x] = [a |-> {ODD}]",
    "numbers and strings in sets": f"{{x}} = {{{ODD}}}",
    "a set of numbers and strings": f"{{0, {ODD}}} = {{0}}",
    "an image of numbers and strings": f"{{IF k = 0 THEN 0 ELSE {ODD} : k \\in 0..1}} = {{0}}",
    "a union of numbers and strings": f"{{0}} \\cup {{{ODD}}} = {{0}}",
    "a string among numbers": f"({ODD}) \\in {{0, 2}}",
    "a string in Nat": f"({ODD}) \\in Nat",
    "a number for a truth": "IF (IF x = 1 THEN 0 ELSE TRUE) THEN 1 ELSE 2",
    "a string for a number": f"1 + ({ODD})",
    "a number for a set": "Cardinality(IF x = 1 THEN 0 ELSE {x})",
    "membership in a number": "0 \\in (IF x = 1 THEN 0 ELSE {x})",
    "a number for a function": "DOMAIN (IF x = 1 THEN 0 ELSE <<x>>)",
    "a number for a sequence": "Len(IF x = 1 THEN 0 ELSE <<x>>)",
    "a record for a sequence": r"<<0>> \o (IF x = 1 THEN [a |-> 0] ELSE <<x>>)",
    "EXCEPT of a number": "[(IF x = 1 THEN 0 ELSE <<x>>) EXCEPT ![1] = 0]",
    "a recursive function": r"LET f[k \in {0, 2, 3}] == IF k = 0 THEN 0 ELSE f[k - 1] IN f[(x % 2) * 3]",
    "a value needed in turn": "LET f[k \\in 0..2] == IF k = 1 THEN f[1] ELSE k IN f[x]",
    "a later element of a quantifier": r"\E k \in 0..2 : k = 5 \/ 1 \div (x - 1) > 5",
    "nested in a definition": r"LET Ratio(d) == 6 \div d IN Ratio(x - 1)",
}  # fmt: skip

HEAD = "VARIABLES x, y\n"
PLACES = {
    "Init": r"Init == x \in 0..2 /\ y = 0 /\ ({0}) = ({0})  Next == UNCHANGED <<x, y>>  Inv == TRUE",
    "a guard": r"Init == x = 0 /\ y = 0  Next == ({0}) = ({0}) /\ x' = (x + 1) % 3 /\ y' = y  Inv == TRUE",
    "an update": r"Init == x = 0 /\ y = 0  Next == x' = (x + 1) % 3 /\ y' = (({0}) = ({0}))  Inv == TRUE",
    "an invariant": r"Init == x = 0 /\ y = 0  Next == x' = (x + 1) % 3 /\ y' = y  Inv == ({0}) = ({0})",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", BAD)
def test_an_expression_without_a_value(what: str, place: str) -> None:
    """The search stops there, and Z3 finds the way there."""
    body = HEAD + PLACES[place].replace("{0}", BAD[what])
    found = system(body, ["Inv"])
    outcome = explore(found, {}, invariants=["Inv"]).outcome
    assert isinstance(outcome, Faulted)
    question = Question(Family(encode(found, [{}], None, depth=3)), (), Model(found, {}))
    if place == "Init":
        assert isinstance(engine.start_fault(question), EvalFault)
    else:
        assert engine.start_fault(question) is None
        question.family.unroll(3)
        verdict = engine.invariant(question, NO_ERROR, [])
        assert isinstance(verdict, Violated)
        assert [step.state[0] for step in verdict.trace.steps] == [0, 1]
        assert outcome.trace is not None
        assert outcome.trace.depth == 1
        assert isinstance(engine.fault(question, verdict.trace), SpecError)
    agreed(found, depth=3)


# Each has a value everywhere, for what has none is not looked at.
GOOD = {
    "after a false conjunct": r"x # 1 /\ 1 \div (x - 1) < 5",
    "after a true disjunct": r"IF x = 1 \/ 1 \div (x - 1) < 5 THEN TRUE ELSE FALSE",
    "after a false premise": r"x # 1 => 1 \div (x - 1) < 5",
    "in the other branch": r"IF x = 1 THEN TRUE ELSE 1 \div (x - 1) < 5",
    "in a later arm": r"CASE x = 1 -> TRUE [] 1 \div (x - 1) < 5 -> FALSE [] OTHER -> TRUE",
    "over nothing": r"\A k \in {} : k \div 0 = 1",
    "over what is nothing here": r"\A k \in {j \in 0..2 : j = x /\ j # 1} : 1 \div (k - 1) < 5",
    "after a witness": r"IF \E k \in 0..2 : k = 0 \/ 1 \div (x - 1) > 5 THEN TRUE ELSE FALSE",
    "after a counterexample": r"IF \A k \in 0..2 : k > x /\ 1 \div (k - x) < 5 THEN TRUE ELSE TRUE",
    "after the chosen one": r"(CHOOSE k \in 0..2 : k = 0 \/ 1 \div (x - 1) > 5) = 0",
    "in a LET that is not used": r"LET bad == 1 \div (x - 1) IN x # 1 => bad < 5",
    "in a LET used in one branch": r"LET bad == 1 \div (x - 1) IN IF x = 1 THEN TRUE ELSE bad + bad < 5",
    "a comparison after a difference": r'<<0, x>> = <<1, "a">> => FALSE',
    "sets of different sizes": '{x} = {"a", "b"} => FALSE',
    "the empty set": r'{} = {"a"} => FALSE',
    "a model value by another name": r"{x} \cup {} = {x}",
    "not asked for": r"LET f[k \in 0..3] == IF k = 0 THEN 0 ELSE f[k-1] + 1 \div (3-k) IN f[x] < 5",
    "over all numbers": r"LET f[k \in Nat] == IF k = 0 THEN 1 ELSE k * f[k - 1] IN f[x] > 0",
    "EXCEPT outside the domain": r"[[k \in {0, 2} |-> k] EXCEPT ![x] = 1 \div (x - 1)][0] < 5",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", GOOD)
def test_what_is_not_looked_at_is_no_error(what: str, place: str) -> None:
    """Neither to the search nor to Z3."""
    body = HEAD + PLACES[place].replace("({0}) = ({0})", f"({GOOD[what]}) = TRUE")
    found = system(body, ["Inv"])
    assert not isinstance(explore(found, {}, invariants=["Inv"]).outcome, Faulted)
    question = Question(Family(encode(found, [{}], None, depth=3)), (), Model(found, {}))
    assert engine.start_fault(question) is None
    question.family.unroll(3)
    assert isinstance(engine.invariant(question, NO_ERROR, []), Proved)
    agreed(found, depth=3)


CHOICES = {
    "a disjunction that guards": r"(x = 1 \/ 1 \div (x - 1) < 5)",
    "a witness that guards": r"(\E k \in 0..2 : k = 0 \/ 1 \div (x - 1) > 5)",
}


@pytest.mark.parametrize("what", CHOICES)
def test_an_action_takes_every_choice(what: str) -> None:
    r"""In an action `\/` and `\E` are choices: TLC looks at all of them, and so at the errors of each."""
    found = system(HEAD + PLACES["a guard"].replace("({0}) = ({0})", CHOICES[what]), ["Inv"])
    assert isinstance(explore(found, {}).outcome, Faulted)
    agreed(found, depth=3)


UNASSIGNED = [
    (r"Next == x' = y' /\ y' = 1", "y' is read"),
    (r"Next == (x = 0 /\ x' = 1 /\ y' = 0) \/ (x = 1 /\ y' = x' /\ x' = 0)", "x' is read"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), UNASSIGNED)
def test_a_primed_variable_is_read_after_it_has_a_value(body: str, message: str) -> None:
    """Where it is not, there is an error in the state that the step begins in, and nowhere else."""
    found = system(HEAD + "Init == x = 0 /\\ y = 0\n" + body)
    outcome = explore(found, {}).outcome
    assert isinstance(outcome, Faulted)
    assert message in str(outcome.error)
    agreed(found, depth=3)


def test_init_assigns_before_it_reads() -> None:
    """In every branch of it."""
    bad = system(HEAD + "Init == x = y /\\ y = 0  Next == UNCHANGED <<x, y>>")
    question = Question(Family(encode(bad, [{}], None, depth=1)), (), Model(bad, {}))
    assert "y is read before it has a value" in str(engine.start_fault(question))
    good = system(HEAD + "Init == (x = 0 /\\ y = x) \\/ (y = 1 /\\ x = y)  Next == UNCHANGED <<x, y>>")
    assert agreed(good) == [{"0 0", "1 1"}, set(), set(), set(), set()]
