"""What a specification's text means: the states are those of TLC."""

from __future__ import annotations

import pytest
from elaborated import CELL, build, module

from rmapsmt.errors import NameFault
from rmapsmt.interp import Finished
from rmapsmt.interp.explore import explore

MIDDLE = "    VARIABLE w\n    Of(n) == INSTANCE Cell WITH Size <- n, value <- w"


# name: the root's body, and TLC's distinct states and depth
MEANINGS: dict[str, tuple[str, int, int]] = {
    "one more name of a variable": ("VARIABLE x\nX == x\nInit == X = 0\nNext == X' = (x + 1) % 3", 3, 3),
    "membership by another name": (
        "VARIABLE x\nX == x\nInit == X \\in {0, 1}\nNext == X' \\in {x, 1 - x}",
        2,
        1,
    ),
    "an assignment by a parameter": (
        "VARIABLE x\nSet(v, e) == v' = e\nInit == x = 0\nNext == Set(x, 1 - x)",
        2,
        2,
    ),
    "a prime over an operator": (
        "VARIABLE x\nPlus(a) == a + x\nInit == x = 0\nNext == x' = (x + 1) % 3 /\\ Plus(1)' > 1",
        3,
        3,
    ),
    "an argument with a prime": (
        "VARIABLE x\nEq(a, b) == a = b /\\ a # 9\nInit == x = 0\nNext == Eq(x', 1 - x)",
        2,
        2,
    ),
    "UNCHANGED of a parameter": (
        (
            "VARIABLES x, y\nboth == <<x, y>>\nKeep(v) == UNCHANGED v\nInit == x = 0 /\\ y = 0\n"
            "Next == Keep(both) \\/ (x' = 1 - x /\\ Keep(y))"
        ),
        2,
        2,
    ),
    "UNCHANGED of a tuple, part by part": (
        (
            "VARIABLES x, f\nInit == x = 0 /\\ f = [i \\in {1} |-> 0]\n"
            "Next == f' = [f EXCEPT ![1] = 1 - @] /\\ UNCHANGED <<x, f[1]>>"
        ),
        1,
        1,
    ),
    "UNCHANGED nested": (
        "VARIABLES x, y\nInit == x = 0 /\\ y = 0\nNext == UNCHANGED <<<<x>>, <<>>, y>>",
        1,
        1,
    ),
    "frames that differ by branch": (
        (
            "VARIABLES x, y\nInit == x = 0 /\\ y = 0\n"
            "Next == IF x = 0 THEN x' = 1 /\\ y' = y ELSE x' = 0 /\\ y' \\in {0, 1}"
        ),
        4,
        4,
    ),
    "an arm that is FALSE": (
        (
            "VARIABLES x, y\nInit == x = 0 /\\ y = 0\n"
            "Next == CASE x = 0 -> x' = 1 /\\ y' = y [] x = 1 -> UNCHANGED y /\\ x' = 0 [] OTHER -> FALSE"
        ),
        2,
        2,
    ),
    "primes under \\A": (
        (
            "VARIABLES x, y\nInit == x = 0 /\\ y = 0\n"
            "Next == (\\A i \\in {1, 2} : x' = (x + 1) % 3) /\\ (\\A i \\in {} : y' = 5) /\\ y' = y"
        ),
        3,
        3,
    ),
    "a choice inside a conjunction": (
        (
            "VARIABLES x, y\nInit == x = 0 /\\ y = 0\n"
            "Next == ((x' = 1 /\\ y' = 0) \\/ (x' = 0 /\\ y' = 1)) /\\ y' # x'"
        ),
        3,
        2,
    ),
    "a second equation is a test": ("VARIABLE x\nInit == x = 0\nNext == x' \\in 0..4 /\\ x' = x + 1", 5, 5),
    "[A]_v in Next": ("VARIABLE x\nInit == x = 0\nNext == [x' = 1]_x", 2, 2),
    "<<A>>_v in Next": ("VARIABLE x\nInit == x = 0\nNext == <<x' \\in 0..2>>_x", 3, 2),
    "several updates, and @": (
        (
            "VARIABLE f\nInit == f = [i \\in 1..3 |-> i]\n"
            "Next == f' = [f EXCEPT ![1] = @ + 1, ![1] = @ * 2 % 5, "
            "![2] = f[1], ![3] = @ + f[2]] /\\ f'[3] < 20"
        ),
        10,
        10,
    ),
    "a selector outside the domain": (
        "VARIABLE f\nInit == f = [i \\in 1..2 |-> 1]\nNext == f' = [f EXCEPT ![5] = 1, ![1] = 2]",
        2,
        2,
    ),
    "@ inside @": (
        (
            "VARIABLE f\nInit == f = [i \\in 1..2 |-> [j \\in 1..2 |-> 0]]\n"
            "Next == \\E i \\in 1..2 : f' = [f EXCEPT ![i] = [@ EXCEPT ![1] = (@ + 1) % 2]]"
        ),
        4,
        3,
    ),
    "an operator as an argument": (
        (
            "VARIABLE x\na ++ b == (a + b) % 5\nApp(F(_, _), p, q) == F(p, q)\nInit == x = 1\n"
            "Next == x' = App(++, x, 2) /\\ App(+, 1, 2) = 3 /\\ App(LAMBDA a, b : a - b, 3, 1) = 2"
        ),
        5,
        5,
    ),
    "a LAMBDA that reads what is around it": (
        (
            "VARIABLE x\nMap(F(_), S) == {F(s) : s \\in S}\nInit == x = 0\n"
            "Next == \\E k \\in 1..2 : x' \\in Map(LAMBDA s : (s + k + x) % 5, {0, 1})"
        ),
        5,
        3,
    ),
    "a LAMBDA in a LAMBDA": (
        (
            "VARIABLE x\nA(F(_), y) == F(y)\nB(y) == A(LAMBDA z : A(LAMBDA w : w + z, y), y)\nInit == x = 1\n"
            "Next == x' = B(x) % 7"
        ),
        3,
        3,
    ),
    "a recursive function": (
        (
            "VARIABLE x\nfact[n \\in Nat] == IF n = 0 THEN 1 ELSE n * fact[n - 1]\nInit == x = 0\n"
            "Next == x' = (x + 1) % 4 /\\ fact[x] < 100"
        ),
        4,
        4,
    ),
    "a recursive function of two": (
        (
            "VARIABLE x\ng[a \\in 0..3, b \\in 0..3] == IF a = 0 THEN b ELSE g[a - 1, (b + 1) % 4]\n"
            "Init == x = 0\n"
            "Next == x' = g[3, x]"
        ),
        4,
        4,
    ),
    "a function in LET, primed": (
        (
            "VARIABLE x\nf(n) == LET h[i \\in 0..n] == IF i = 0 THEN x ELSE h[i-1] + 1 IN h[n]\n"
            "Init == x = 0\n"
            "Next == x' = f(2) % 5 /\\ f(1)' > 0"
        ),
        5,
        5,
    ),
    "an instance by the same names": (
        "CONSTANT Size\nVARIABLE value\nINSTANCE Cell\nInit == First\nNext == Up",
        4,
        4,
    ),
    "an instance with substitutions": (
        "VARIABLE x\nC == INSTANCE Cell WITH value <- x, Size <- 3\nInit == C!First\nNext == C!Up",
        3,
        3,
    ),
    "an instance of an expression, primed": (
        (
            "VARIABLES x, y\nC == INSTANCE Cell WITH value <- x + y, Size <- 3\nInit == x = 0 /\\ y = 0\n"
            "Next == x' \\in 0..2 /\\ y' = 0 /\\ C!Up"
        ),
        3,
        3,
    ),
    "an instance of a tuple, kept": (
        (
            "VARIABLES x, y\nC == INSTANCE Cell WITH value <- <<x, y>>, Size <- 3\nInit == x = 0 /\\ y = 0\n"
            "Next == (x' = 1 /\\ y' = 0) \\/ C!Keep"
        ),
        2,
        2,
    ),
    "an instance with a parameter": (
        (
            "VARIABLE x\nC(k) == INSTANCE Cell WITH value <- x, Size <- k\nInit == C(3)!First\n"
            "Next == \\E k \\in 2..4 : C(k)!Up"
        ),
        4,
        4,
    ),
    "an instance for each cell of a function": (
        (
            "VARIABLE f\nC(k) == INSTANCE Cell WITH value <- f[k], Size <- 3\n"
            "Init == f = [i \\in 1..2 |-> 0]\n"
            "Next == \\E k \\in 1..2 : f' = [f EXCEPT ![k] = (@ + 1) % 3] /\\ C(k)!Up"
        ),
        9,
        5,
    ),
    "an instance in LET": (
        (
            "VARIABLE x\nInit == x = 0\n"
            "Next == \\E n \\in 2..3 : LET C == INSTANCE Cell WITH value <- x, Size <- n IN C!Up"
        ),
        3,
        3,
    ),
    "an instance in an instance": (
        "VARIABLE x\nM == INSTANCE Middle WITH w <- x\nInit == M!Of(3)!First\nNext == M!Of(3)!Up",
        3,
        3,
    ),
    "an instance's operator as an argument": (
        (
            "VARIABLE x\nC == INSTANCE Cell WITH value <- x, Size <- 2\nApp(F(_), a) == F(a)\nInit == x = 0\n"
            "Next == App(C!Become, 1) \\/ App(LAMBDA i : C!Become(i), 2)"
        ),
        3,
        2,
    ),
    "an inner module": (
        (
            "LOCAL H(a) == a + 1\nVARIABLE x\n---- MODULE In ----\nCONSTANT c\nG == H(c)\n====\n"
            "J == INSTANCE In WITH c <- 1\nInit == x = 0\nNext == x' = (x + J!G) % 5"
        ),
        5,
        5,
    ),
}


@pytest.mark.parametrize("name", MEANINGS)
def test_states_are_those_of_tlc(name: str) -> None:
    """Distinct states and depth agree."""
    body, distinct, depth = MEANINGS[name]
    found = explore(
        build(module(body), module(CELL, "Cell", "Naturals"), module(MIDDLE, "Middle", "Naturals")),
        {"Size": 4} if "CONSTANT Size" in body else {},
        deadlock=False,
    )
    assert (Finished(), distinct, depth) == (found.outcome, found.distinct, found.depth)


def test_a_specification_of_an_instance_is_taken_apart() -> None:
    """Its Init, Next and fairness are those of the instance."""
    body = "VARIABLE x\nC == INSTANCE Cell WITH value <- x, Size <- 3\nSpec == C!All"
    system = build(module(body), module(CELL, "Cell", "Naturals"), spec="Spec")
    assert (3, 1) == (explore(system, {}).distinct, len(system.notes))


def test_an_inner_module_of_an_extended_one_sees_its_local_names() -> None:
    """They are not visible to who extends it, yet they are around the inner module."""
    outer = module(
        "LOCAL H(a) == a + 1\n---- MODULE In ----\nCONSTANT c\nG == H(c)\n====", "Outer", "Naturals"
    )
    body = "VARIABLE x\nJ == INSTANCE In WITH c <- 1\nInit == x = 0\nNext == x' = (x + J!G) % 5"
    assert explore(build(module(body, extends="Outer"), outer), {}).distinct == 5


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Next == Other!Step", "Other"),
        ("C == INSTANCE Cell WITH value <- x, Size <- 2\nNext == C!Wrap(x) = 1", "Wrap"),
        ("C == INSTANCE Cell WITH value <- x\nNext == C!Up", "Size"),
        ("C == INSTANCE Cell WITH value <- x, Size <- 2\nNext == C", "instance"),
        ("C(k) == INSTANCE Cell WITH value <- x, Size <- k\nNext == C!Up", "1 argument"),
    ],
)
def test_an_instance_is_used_as_it_was_made(body: str, words: str) -> None:
    """Its parameters, its constants and what it keeps to itself are respected."""
    with pytest.raises(NameFault, match=words):
        build(module(f"VARIABLE x\nInit == x = 0\n{body}"), module(CELL, "Cell", "Naturals"))
