"""Modules to transition systems: frames, sorts, primes, specifications, instances, sharing, replacement.

A fault is marked in the source itself: the carets of a comment stand under the place that the message
must name, and the words after them must be in it.  The counts of states are TLC's.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from rmapsmt import ir
from rmapsmt.elaborate import Behaviour, elaborate, operators
from rmapsmt.errors import (
    ClaimFault,
    FrameFault,
    InputError,
    LevelFault,
    NameFault,
    SortFault,
    SpecError,
    Unsupported,
)
from rmapsmt.interp import Finished
from rmapsmt.interp.explore import explore
from rmapsmt.source import Source
from rmapsmt.tla import scope, syntax
from rmapsmt.tla.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BOTH = "    VARIABLES x, y\n    Init == x = 0 /\\ y = 0\n"
ONE = "    VARIABLE x\n    Init == x = 0\n"


def build(
    *texts: str,
    spec: str | None = None,
    claims: Iterable[str] = (),
    overrides: Mapping[str, str] | None = None,
    assigned: Iterable[str] = (),
) -> ir.TransitionSystem:
    """Return the system of some modules, the root first."""
    modules = [parse(Source(f"{n}.tla", text)) for n, text in enumerate(texts)]
    program = syntax.Program(modules[0], {module.name: module for module in modules})
    scope.check(program)
    behaviour = Behaviour(spec) if spec else Behaviour(None, "Init", "Next")
    return elaborate(program, behaviour, claims, overrides=overrides, assigned=assigned)


def module(body: str, name: str = "Test", extends: str = "Integers, Sequences, FiniteSets, TLC") -> str:
    """Return a module with this body."""
    return f"---- MODULE {name} ----\nEXTENDS {extends}\n{body}\n====\n"


def announced(text: str) -> tuple[int, int, list[str]]:
    r"""Return line, column and words of the fault that a `\* ^^^ words` comment announces."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := re.match(r"\\\* *(\^+) (.*)", line):
            return number - 1, found.start(1) + 1, found[2].split()
    raise AssertionError("no fault is announced")


def walk(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield an expression and all that is in it."""
    yield expr
    yield from chain.from_iterable(map(walk, ir.children(expr)))


def judge(kind: type[InputError], text: str, **options: object) -> None:
    """Compare the fault that a module has with the one that it announces."""
    line, column, words = announced(text)
    with pytest.raises(kind) as caught:
        build(text, **options)  # type: ignore[arg-type]
    fault = caught.value
    assert fault.span is not None
    assert (line, column) == (fault.span.line, fault.span.column), fault.message
    assert [] == [word for word in words if word not in f"{fault.message} {fault.hint}"], fault.message


FRAMES = {
    "a step": r"""
    Next == x' = 1
\*  ^^^^ Next y' UNCHANGED""",
    "a step silent on both": r"""
    Next == x = 0
\*  ^^^^ x', y' <<x, y>>""",
    "an action": r"""
    Set(i) == x' = i
\*  ^^^ Set y'
    Next == \E i \in 1..2 : Set(i)""",
    "THEN": r"""
    Next == IF x = 0 THEN x' = 1 ELSE x' = 2 /\ y' = 1
\*  ^^^^ y'""",
    "ELSE": r"""
    Next == y' = 1 /\ IF x = 0 THEN x' = 1 ELSE TRUE
\*  ^^^^ x'""",
    "an arm of CASE": r"""
    Next == CASE x = 0 -> UNCHANGED <<x, y>> [] x = 1 -> x' = 0 [] OTHER -> FALSE
\*  ^^^^ y'""",
    "OTHER": r"""
    Next == CASE x = 0 -> UNCHANGED <<x, y>> [] OTHER -> y' = 0
\*  ^^^^ x'""",
    "a disjunct inside a conjunction": r"""
    Next == x' = 1 /\ (y' = 1 \/ x = 0)
\*  ^^^^ y'""",
    "an action under a guard": r"""
    Set(i) == x' = i
\*  ^^^ Set y'
    Both == x' = 0 /\ y' = 0
    Next == x = 0 /\ (Both \/ Set(1))""",
    "a choice": r"""
    Next == (\E i \in 1..2 : x' = i) \/ UNCHANGED <<x, y>>
\*  ^^^^ y'""",
    "LET": r"""
    Next == LET new == x + 1 IN x' = new
\*  ^^^^ y'""",
    "an equation the wrong way round": r"""
    Next == x' = 1 /\ 0 = y'
\*  ^^^^ y'""",
    "a negation": r"""
    Next == x' = 1 /\ ~(y' # 0)
\*  ^^^^ y'""",
    "an implication": r"""
    Next == x' = 1 /\ (TRUE => y' = 0)
\*  ^^^^ y'""",
    "a Boolean variable alone": r"""
    Next == x' = 1 /\ y'
\*  ^^^^ y'""",
    "UNCHANGED of an expression": r"""
    Next == x' = 1 /\ UNCHANGED (x + y)
\*  ^^^^ y'""",
    "a tuple at once": r"""
    Next == <<x, y>>' = <<1, 1>>
\*  ^^^^ x'""",
}


@pytest.mark.parametrize("name", FRAMES)
def test_silence_about_a_variable_is_an_error(name: str) -> None:
    """It names the action, the variables and the UNCHANGED that is missing."""
    judge(FrameFault, module(BOTH + FRAMES[name]))


SORTS = {
    "adding a truth value": r"""
    Next == x' = 1 + TRUE
\*                   ^^^^ + number truth""",
    "adding a string": r"""
    Next == x' = "a" + 1
\*               ^^^ number string""",
    "minus of a set": r"""
    Next == x' = -{}
\*                ^^ number set""",
    "a range of strings": r"""
    Next == x' \in 1.."b"
\*                    ^^^ number string""",
    "less than a set": r"""
    Next == x < {} /\ x' = 1
\*              ^^ number set""",
    "negating a number": r"""
    Next == ~3 /\ x' = 1
\*           ^ truth number""",
    "a number as a condition": r"""
    Next == x' = IF 3 THEN 1 ELSE 2
\*                  ^ IF truth number""",
    "a string as a guard": r"""
    Next == x' = CASE "a" -> 1
\*                    ^^^ CASE truth string""",
    "a set as a conjunct": r"""
    Next == {1} /\ x' = 1
\*          ^^^ truth set""",
    "a number as a disjunct": r"""
    Next == x' = 1 \/ 2
\*                    ^ truth number""",
    "a number implied": r"""
    Next == x' = 1 /\ (x = 0 => 2)
\*                              ^ => number""",
    "a member of a number": r"""
    Next == x' \in 5
\*                 ^ set number""",
    "no member of a string": r"""
    Next == x \notin "s" /\ x' = 1
\*                   ^^^ set string""",
    "a choice from a number": r"""
    Next == \E i \in 5 : x' = i
\*                   ^ set number""",
    "a choice of a number": r"""
    Next == x' = CHOOSE i \in {1} : 2
\*                                  ^ CHOOSE number""",
    "for all, a number": r"""
    Next == x' = 1 /\ \A i \in {1} : 2
\*                                   ^ quantifier number""",
    "filtering by a number": r"""
    Next == x' \in {i \in {1} : 2}
\*                              ^ filter number""",
    "mapping over a number": r"""
    Next == x' \in {i : i \in 3}
\*                            ^ set number""",
    "the size of a number": r"""
    Next == x' = Cardinality(3)
\*                           ^ Cardinality set number""",
    "subsets of a number": r"""
    Next == x' \in SUBSET 3
\*                        ^ SUBSET set number""",
    "a union with a number": r"""
    Next == x' \in {1} \cup 2
\*                          ^ \cup set number""",
    "applying a number": r"""
    Next == x' = 3[1]
\*               ^ function number""",
    "a field of a set": r"""
    Next == x' = {1}.a
\*               ^^^ function set""",
    "the domain of a set": r"""
    Next == x' \in DOMAIN {1}
\*                        ^^^ DOMAIN function set""",
    "EXCEPT of a number": r"""
    Next == x' = [3 EXCEPT ![1] = 2]
\*                ^ EXCEPT function number""",
    "functions from a number": r"""
    Next == x' \in [3 -> {1}]
\*                  ^ set number""",
    "a function over a number": r"""
    Next == x' = [i \in 3 |-> 1]
\*                      ^ set number""",
    "records of numbers": r"""
    Next == x' \in [a : 3]
\*                      ^ set number""",
    "a product with a number": r"""
    Next == x' \in {1} \X 3
\*                        ^ set number""",
    "comparing a number and a string": r"""
    Next == 1 = "a" /\ x' = 1
\*              ^^^ number string""",
    "comparing a set and a tuple": r"""
    Next == {1} # <<1>> /\ x' = 1
\*                ^^^^^ set function""",
    "appending to a number": r"""
    Next == x' = Append(1, 2)
\*                      ^ Append function number""",
    "the head of a set": r"""
    Next == x' = Head({1})
\*                    ^^^ Head function set""",
    "through a definition": r"""
    Two == 2
\*  ^^^ truth number
    Next == Two /\ x' = 1""",
    "through an argument": r"""
    Same(a) == ~a
    Next == Same(1) /\ x' = 1
\*               ^ truth number""",
    "through LET": r"""
    Next == LET s == {1, x} IN x' = 1 + s
\*                                      ^ number set""",
    "through IF": r"""
    Next == x' = 1 + (IF x = 0 THEN {} ELSE {1})
\*                    ^^ number set""",
    "an assumption": r"""
    ASSUME 1 + 1
\*         ^^^^^ truth number
    Next == x' = 1""",
    "the step itself": r"""
    Next == 1 + 1
\*  ^^^^ truth number""",
}


@pytest.mark.parametrize("name", SORTS)
def test_a_definite_sort_error_is_found_without_running(name: str) -> None:
    """It stands at the operand that is wrong, and says what was wanted."""
    judge(SortFault, module(ONE + SORTS[name]))


def test_what_depends_on_a_value_is_no_definite_error() -> None:
    """Branches of different sorts, chosen values and variables are left to those who run it."""
    body = r"""
    Mixed == IF x = 0 THEN 1 ELSE "a"
    Next == x' = Mixed /\ (CHOOSE i \in {1} : TRUE) = 1 /\ (x = "b" => x < 3)"""
    assert build(module(ONE + body)).name == "Test"


LEVELS: dict[str, tuple[type[InputError], str]] = {
    "in Init": (
        LevelFault,
        "    VARIABLE x\n    Init == x' = 0\n\\*          ^^ Init prime\n    Next == x' = x",
    ),
    "in Init through a definition": (
        LevelFault,
        (
            "    VARIABLE x\n    Later == x'\n\\*           ^^ Init x'\n    Init == x = Later\n"
            "    Next == x' = x"
        ),
    ),
    "in ASSUME": (LevelFault, ONE + "    ASSUME x' = 0\n\\*         ^^^^^^ ASSUME\n    Next == x' = x"),
    "in a claim": (ClaimFault, ONE + "    Next == x' = x\n    Claim == x' > 0\n\\*           ^^ Claim next"),
    "in a claim, UNCHANGED": (
        ClaimFault,
        ONE
        + "    Next == x' = x\n    Claim == x = 0 /\\ UNCHANGED x\n\\*                    ^^^^^^^^^ Claim x'",
    ),
    "twice": (LevelFault, ONE + "    Next == (x')' = x\n\\*           ^^ prime"),
    "twice through a definition": (
        LevelFault,
        ONE + "    Later == x'\n    Next == Later' = x\n\\*          ^^^^^ prime",
    ),
    "twice through a parameter": (
        LevelFault,
        ONE + "    Next(a) == a' = 1\n    Step == Next(x')\n\\*               ^^ prime",
    ),
    "a claim that is a number": (
        ClaimFault,
        ONE + "    Next == x' = x\n    Claim == x + 1\n\\*  ^^^^^ Claim number formula",
    ),
    "a claim that is temporal": (
        Unsupported,
        ONE + "    Next == x' = x\n    Claim == [](x = 0)\n\\*           ^^^^^^^^^ temporal",
    ),
    "fairness in a claim": (
        Unsupported,
        ONE + "    Next == x' = x\n    Claim == WF_x(Next)\n\\*           ^^^^^^^^^^ WF temporal",
    ),
}


@pytest.mark.parametrize("name", LEVELS)
def test_a_prime_stands_only_in_actions(name: str) -> None:
    """Init, assumptions and claims speak of one state."""
    kind, body = LEVELS[name]
    judge(kind, module(body), claims=["Claim"] if "Claim" in body else [])


SPEC = "    Step == x' = (x + 1) % 3\n"
SPECIFICATIONS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "the usual form": ("Spec == Init /\\ [][Step]_x", 3, ()),
    "a tuple for a subscript": ("Spec == Init /\\ [][Step]_<<x>>", 3, ()),
    "a defined subscript": ("vars == <<x>>\n    Spec == Init /\\ [][Step]_vars", 3, ()),
    "a bulleted list": ("Spec == /\\ Init\n            /\\ [][Step]_x", 3, ()),
    "two conjuncts for Init": ("Spec == (x \\in 0..5) /\\ x < 2 /\\ [][x' = x]_x", 2, ()),
    "a choice for Init": ("Spec == (\\E i \\in 0..1 : x = i) /\\ [][x' = x]_x", 2, ()),
    "a choice for Next": ("Spec == Init /\\ [][\\E i \\in 1..2 : x' = i]_x", 3, ()),
    "fairness": ("Spec == Init /\\ [][Step]_x /\\ WF_x(Step) /\\ SF_x(Step)", 3, ("WF", "SF")),
    "fairness for all": ("Spec == Init /\\ [][Step]_x /\\ \\A i \\in 1..2 : WF_x(Step)", 3, ("temporal",)),
    "fairness by a name": ("Live == WF_x(Step)\n    Spec == Init /\\ [][Step]_x /\\ Live", 3, ("WF",)),
    "fairness by an operator": (
        "Fair(a) == WF_x(a = x /\\ Step)\n    Spec == Init /\\ [][Step]_x /\\ Fair(1)",
        3,
        ("WF",),
    ),
    "a specification refined": ("Base == Init /\\ [][Step]_x\n    Spec == Base /\\ x < 1", 3, ()),
    "a promise": ("Spec == Init /\\ [][Step]_x /\\ (x = 0 ~> x = 1)", 3, ("temporal",)),
}


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_a_specification_is_taken_apart(name: str) -> None:
    """Init and Next are found through names, and what is set aside is said."""
    body, states, notes = SPECIFICATIONS[name]
    system = build(module(f"{ONE}{SPEC}    {body}"), spec="Spec")
    assert all(word in note for word, note in zip(notes, system.notes, strict=True))
    assert states == explore(system, {}).distinct


@pytest.mark.parametrize(
    "body",
    [
        (
            "    Spec == Init /\\ [][UNCHANGED <<x, y>>]_<<x, y>> /\\ [](x < 9)\n"
            "\\*                                                     ^^ cuts behaviours off"
        ),
        "    Spec == Init\n\\*  ^^^^ Spec [][Next]_vars INIT",
        "    Spec == [][x' = y' /\\ y' = y]_<<x, y>>\n\\*  ^^^^ Spec Init",
        "    Spec == Init /\\ [][x' = 1]_<<x, y>> /\\ [][y' = 1]_<<x, y>>\n\\*  ^^^^ Spec form",
        (
            "    Spec == Init /\\ [][UNCHANGED <<x, y>>]_x\n"
            "\\*                    ^^^^^^^^^^^^^^^^^^^^^^^ y subscript"
        ),
        "    Spec == Init /\\ [][UNCHANGED <<x, y>>]_(x + y)\n\\*                    ^^^^^^^^^^^^^^ x, y",
    ],
)
def test_another_form_is_refused(body: str) -> None:
    """The message says which form is read."""
    judge(Unsupported, module(BOTH + body), spec="Spec")


CELL = r"""
    CONSTANT Size
    VARIABLE value
    LOCAL Wrap(n) == n % Size
    First == value = 0
    Up == value' = Wrap(value + 1)
    Keep == UNCHANGED value
    Become(n) == value' = n
    All == First /\ [][Up]_value /\ WF_value(Up)"""
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


def lets(system: ir.TransitionSystem) -> list[str]:
    """Return the names that a step binds once."""
    return [expr.local.name for expr in walk(system.next) if isinstance(expr, ir.Let)]


@pytest.mark.parametrize(
    ("step", "bound"),
    [
        ("LET v == x * x IN x' = v + v", ["v"]),
        ("LET v == x * x IN x' = 1", []),
        ("LET v == x IN x' = v + v", []),
        ("LET v == x' IN x' = 1 /\\ v = v", []),
        ("LET v == x * x IN x' = 1 /\\ v' = 1 /\\ v' = v'", []),
        ("LET v == x * x  w == v + v IN x' = w + w", ["v", "w"]),
        ("LET Twice(a) == a + a IN x' = Twice(x * x)", ["a"]),
        ("x' = Double(x * x)", ["n"]),
        ("x' = Double(x)", []),
        ("x' = Double(3)", []),
        ("LET f[i \\in 0..2] == i IN x' = f[1] + f[2]", ["f"]),
    ],
)
def test_a_value_is_shared_unless_it_is_primed(step: str, bound: list[str]) -> None:
    """One ir.Let for a LET or an argument, none for a name, a literal or the next state."""
    system = build(module(f"{ONE}    Double(n) == n + n\n    Next == {step}"))
    assert bound == lets(system)


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


@pytest.mark.parametrize("link", ["D{} + 1", "IF x = 0 THEN D{} ELSE 1", "Id(D{})"])
def test_a_long_chain_of_definitions_is_unfolded(link: str) -> None:
    """Two hundred definitions, each in terms of the one before."""
    chain_ = "\n".join(f"D{n + 1} == {link.format(n)}" for n in range(200))
    text = module(f"VARIABLE x\nId(a) == a\nD0 == 1\n{chain_}\nInit == x = 0\nNext == x' = D200")
    assert build(text).name == "Test"


def test_an_endless_chain_of_definitions_is_refused() -> None:
    """At a place, and before Python has had enough."""
    chain_ = "\n".join(f"D{n + 1} == D{n} + 1" for n in range(2000))
    with pytest.raises(SpecError, match="too deeply") as caught:
        build(module(f"VARIABLE x\nD0 == 1\n{chain_}\nInit == x = 0\nNext == x' = D2000"))
    assert caught.value.span is not None


def test_what_may_be_a_claim_is_known() -> None:
    """The root's own operators and those that it extends, without parameters."""
    text = module(ONE + "    Next == x' = x\n    F(a) == a\n    g[i \\in {1}] == i")
    root = parse(Source("Test.tla", text))
    assert {"Init", "Next", "g"} == operators(syntax.Program(root, {root.name: root}))
