"""Sorts: a definite error is found without running anything."""

from __future__ import annotations

import pytest
from elaborated import ONE, build, judge, module

from rmapsmt.errors import SortFault

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
