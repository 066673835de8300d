"""Initial states and successors are those that TLC generates, under the labels that it gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from agree import agreed
from modules import system

from rmapsmt.errors import ConfigFault, EvalFault, FrameFault
from rmapsmt.interp import Model

if TYPE_CHECKING:
    from rmapsmt import ir

HEAD = "VARIABLES x, y\n"
INIT = "Init == x = 0 /\\ y = 0\n"


@pytest.fixture(autouse=True)
def _no_static_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an action that is silent about a variable through to the interpreter."""
    monkeypatch.setattr("rmapsmt.elaborate.system.check_frame", lambda _: None)


def model(body: str) -> Model:
    """Return the model of a module without constants."""
    return Model(system(body), {})


def steps(body: str, state: ir.State = (0, 0)) -> list[tuple[str, ir.State]]:
    """Return the labelled successors of a state."""
    return [(str(s.label), s.state) for s in model(HEAD + INIT + body).successors(state)]


INITS = [
    (r"Init == x = 1 /\ y = x + 1", [(1, 2)]),
    (r"Init == y \in 1..2 /\ x = y", [(1, 1), (2, 2)]),
    (r"Init == x \in {1, 2} /\ y \in {x}", [(1, 1), (2, 2)]),
    (r"Init == (x = 1 \/ x = 2) /\ y = 0", [(1, 0), (2, 0)]),
    (r"Init == (\E k \in {1, 2} : x = k) /\ y = 0 /\ x # 1", [(2, 0)]),
    (r"Init == x = 0 /\ IF x = 0 THEN y = 1 ELSE y = 2", [(0, 1)]),
    (r"Init == LET k == 3 IN x = k /\ y = k", [(3, 3)]),
    (r"Init == x = 0 /\ x = 1 /\ y = 0", []),
    (r"Init == \A k \in {1} : x = k /\ y = k", [(1, 1)]),
    (r"Init == x \in 1..4 /\ y = 0 /\ \A k \in 1..2, j \in 1..2 : x # j /\ (x = j + 1 => k # 2)", [(4, 0)]),
    (r"Init == x \in 1..2 /\ y \in 1..2 /\ \A k \in {x, y} : \A j \in k..2 : x = k", [(1, 1), (2, 2)]),
    (r"Init == x \in 0..1 /\ y = 0 /\ \A k \in 1..2 : LET j == k + x IN j > 2 => y = 1", [(0, 0)]),
    (r"Init == x = 0 /\ y = 0 /\ \A k \in 1..x : FALSE", [(0, 0)]),
    (r"Init == x = 5 /\ y = 0 /\ \A k \in 1..2 : x > k \/ x > 0", [(5, 0)] * 4),
    (r"Both(k) == x = k /\ y = k  Init == \E k \in {1, 2} : Both(k)", [(1, 1), (2, 2)]),
    (r"Init == (x = 1 => y = 2) /\ x = 1", EvalFault),
    (r"Init == x = y /\ y = 1", EvalFault),
    (r"Init == x = 1", FrameFault),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), INITS)
def test_initial_states(text: str, expected: list[ir.State] | type[Exception]) -> None:
    """Init assigns from left to right and branches."""
    made = model(f"{HEAD}{text}\nNext == UNCHANGED <<x, y>>\n")
    if isinstance(expected, list):
        assert made.initial_states() == expected
        assert all(made.satisfies_init(state) for state in expected)
    else:
        with pytest.raises(expected, match=r"read before it has a value|gives no value to y"):
            made.initial_states()


STEPS = [
    (r"Next == x' = x + 1 /\ y' = x'", [("Next", (1, 1))]),
    (r"Next == x' \in {1, 2} /\ y' = y", [("Next", (1, 0)), ("Next", (2, 0))]),
    (r"Next == x' = 1 /\ x' \in {1, 2} /\ x' = 1 /\ y' = y", [("Next", (1, 0))]),
    (r"Next == x' = 1 /\ x' = 2 /\ y' = y", []),
    (r"Next == (x' = 1 \/ x' = 2) /\ UNCHANGED y", [("Next", (1, 0)), ("Next", (2, 0))]),
    (r"Next == (x' = 1 \/ x' = 1) /\ UNCHANGED y", [("Next", (1, 0))]),
    (r"Next == \E k \in {1, 2}, j \in {3} : x' = k /\ y' = j", [("Next", (1, 3)), ("Next", (2, 3))]),
    (r"Next == IF x = 0 THEN x' = 5 /\ y' = 5 ELSE x' = 6 /\ y' = 6", [("Next", (5, 5))]),
    (r"Next == CASE x = 1 -> FALSE [] x = 0 -> (x' = 1 /\ y' = 1)", [("Next", (1, 1))]),
    (r"Next == (x = 0 => x' = 1) /\ UNCHANGED y", [("Next", (1, 0))]),
    (r"Next == LET k == x + 7 IN x' = k /\ y' = k", [("Next", (7, 7))]),
    (r"Next == \A k \in {1} : x' = k /\ y' = k", [("Next", (1, 1))]),
    (r"Next == (\A k \in {1, 2} : x' \in {k, 3}) /\ y' = 0", [("Next", (3, 0))]),
    (r"Next == UNCHANGED <<x, y>>", [("Next", (0, 0))]),
    (r"Next == x = 1 /\ Assert(FALSE, 0) /\ UNCHANGED <<x, y>>", []),
    # labels: the innermost definition before the first conjunction...
    (r"A == x' = 1 /\ y' = 1  B == x' = 2 /\ y' = 2  Next == A \/ B", [("A", (1, 1)), ("B", (2, 2))]),
    (r"A(k) == x' = k /\ y' = k  Next == \E k \in {4, 5} : A(k)", [("A(4)", (4, 4)), ("A(5)", (5, 5))]),
    (r"A(k) == x' = k /\ y' = k  B == \E k \in {4} : A(k + x)  Next == B", [("A(4)", (4, 4))]),
    (r"A == x' = 1  B == y' = 2  Next == A /\ B", [("Next", (1, 2))]),
    (r"A == x' = 1  B == A /\ y' = 1  Next == x = 1 \/ B", [("B", (1, 1))]),
    (r"A == x' = 1 /\ y' = 1  Next == IF x = 0 THEN A ELSE A", [("A", (1, 1))]),
    (r"A(k) == x' = k /\ y' = k  Next == LET j == x + 1 IN A(j)", [("A(1)", (1, 1))]),
    (r"A == x' = 1 /\ y' = 1  B == x' = 1 /\ y' = 1  Next == A \/ B", [("A", (1, 1)), ("B", (1, 1))]),
    (r"A == (x' = 1 /\ y' = 1) \/ (x' = 2 /\ y' = 2)  Next == /\ A", [("A", (1, 1)), ("A", (2, 2))]),
    # ... that is more than guards before a choice of definitions
    (r"Next == 1 > 0 /\ A", [("A", (1, 1))]),
    (r"Next == x = 0 /\ A", [("Next", (1, 1))]),
    (r"Next == x = 0 /\ T", [("T", (1, 1))]),
    (r"Next == x = 0 /\ (A \/ B)", [("A", (1, 1)), ("B", (2, 2))]),
    (r"Some == x = 0 /\ (A \/ B)  Next == x = 0 /\ y = 0 /\ Some", [("A", (1, 1)), ("B", (2, 2))]),
    (r"Next == (x = 0 \/ y = 0) /\ (A \/ (x' = 2 /\ y' = 2))", [("A", (1, 1)), ("Next", (2, 2))]),
    (r"Next == x = 0 /\ IF y = 0 THEN A ELSE B", [("A", (1, 1))]),
    (r"Next == x = 0 /\ CASE y = 1 -> A [] OTHER -> B", [("B", (2, 2))]),
    (r"Next == x = 0 /\ LET k == x + 4 IN D(k) \/ B", [("D(4)", (4, 4)), ("B", (2, 2))]),
    (r"Next == x = 0 /\ \E k \in {4, 5} : k > 4 /\ (D(k) \/ B)", [("D(5)", (5, 5)), ("B", (2, 2))]),
    (r"Next == x = 0 /\ x' = 2 /\ (C \/ y' = 2)", [("Next", (2, 1)), ("Next", (2, 2))]),
    (r"Next == x = 0 /\ (A \/ B) /\ x' = 2", [("Next", (2, 2))]),
    (r"Next == x = 1 /\ (A \/ 1 \div x = 0)", []),
    # of the arguments the first is shown, and those that neither the state nor an IF decides
    (r"F(t, k) == E(t, 1, k)  Next == F(3, IF 1 > 0 THEN 4 ELSE 5)", [("E(3, 1)", (1, 4))]),
    (r"Next == E(x, 4, 5)", [("E(0, 4, 5)", (4, 5))]),
    (r"Next == E(3, y, 5)", [("E(3, 5)", (0, 5))]),
    (r"Next == LET k == y + 1 IN E(3, k, k + 1)", [("E(3)", (1, 2))]),
    (r"F(t, k) == E(t, k, k + 1)  Next == F(3, y) \/ F(3, 4)", [("E(3)", (0, 1)), ("E(3, 4, 5)", (4, 5))]),
    (r"Next == \E k \in {x, 1} : E(3, k, -k)", [("E(3, 0, 0)", (0, 0)), ("E(3, 1, -1)", (1, -1))]),
]  # fmt: skip


ACTIONS = r"""
A == x' = 1 /\ y' = 1
B == x' = 2 /\ y' = 2
C == y' = 1
D(k) == x' = k /\ y' = k
E(t, k, j) == x' = k /\ y' = j
\* @does something
T == x' = 1 /\ y' = 1
"""


@pytest.mark.parametrize(("text", "expected"), STEPS)
def test_successors(text: str, expected: list[tuple[str, ir.State]]) -> None:
    """Every way through Next is taken once per label and state, in both semantics."""
    body = text if re.search(r"\b[A-D](\(k\))? ==", text) else ACTIONS + text
    assert steps(body) == expected
    agreed(system(HEAD + INIT + body), depth=1)


def test_a_universal_action_keeps_its_rows_apart() -> None:
    r"""The choices of one row of `\A` see that row's names, not those of the row after it."""
    text = (
        r"Next == (\A k \in {1, 2} : \E j \in {1, 2} : (j = 1 /\ y' \in {0, 5})"
        r" \/ (j = 2 /\ y' \in {k + 1, 5})) /\ x' = x"
    )
    assert {state for _, state in steps(text)} == {(0, 0), (0, 5)}


SILENT = [
    ("Next == x' = 1", "Next does not say what becomes of y"),
    (r"A == x' = 1  Next == A \/ UNCHANGED <<x, y>>", "A does not say what becomes of y"),
    ("Next == x = 0", "Next does not say what becomes of x, y"),
]


@pytest.mark.parametrize(("text", "message"), SILENT)
def test_silence_about_a_variable_is_a_fault(text: str, message: str) -> None:
    """The action and the variable are named, and what to add."""
    with pytest.raises(FrameFault, match=message) as caught:
        steps(text)
    assert caught.value.hint.startswith("add UNCHANGED")


FAULTS = [
    (r"Next == x' = y' /\ y' = 1", "y' is read before it has a value"),
    (r"Next == Assert(x # 0, <<x, 1>>) /\ UNCHANGED <<x, y>>", "Assert failed: <<0, 1>>"),
    (r"Next == x' = 1 \div y /\ y' = y", "zero"),
    (r"Next == CASE x = 1 -> (x' = 1 /\ y' = y)", "CASE"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_an_action_without_a_meaning_is_a_fault(text: str, message: str) -> None:
    """It is located."""
    with pytest.raises(EvalFault, match=message) as caught:
        steps(text)
    assert caught.value.span is not None
    assert caught.value.span.line == 5


def test_truths_and_numbers_are_different_next_states() -> None:
    """Python's True == 1 does not merge successors."""
    assert len(steps(r"Next == \E k \in {<<0>>, <<1>>} : x' = (IF k[1] = 0 THEN TRUE ELSE 1) /\ y' = 0")) == 2


def test_exactly_the_declared_constants_have_values() -> None:
    """A missing constant and an unknown one are both faults."""
    found = system("CONSTANTS n\nVARIABLES x\nInit == x = n\nNext == x' = x\n")
    with pytest.raises(ConfigFault, match="n has no value"):
        Model(found, {})
    with pytest.raises(ConfigFault, match="no constant k"):
        Model(found, {"n": 1, "k": 2})
    assert Model(found, {"n": 3}).initial_states() == [(3,)]
