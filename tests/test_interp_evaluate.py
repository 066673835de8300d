"""Expressions have TLC's values, and TLC's errors.

Every row was given to TLC 2.15.  The state is x and y, so that their sorts are not known beforehand.
"""

from __future__ import annotations

import pytest
from modules import system

from rmapsmt import ir
from rmapsmt.errors import ConfigFault, EvalFault
from rmapsmt.interp import evaluate

M = ir.ModelValue("m")
NONE: frozenset[ir.Value] = frozenset()
HEAD = r"""
CONSTANTS m
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == UNCHANGED <<x, y>>
"""


def value(text: str, x: ir.Value = 0, y: ir.Value = 0) -> ir.Value:
    """Return the value of an expression in the state x, y."""
    expr = system(f"{HEAD}P == {text}", ["P"]).predicates["P"]
    return evaluate(expr, {"m": M}, ("x", "y"), (x, y))


TRUE = [
    # numbers
    r"(-7) \div 2 = -4 /\ 7 \div (-2) = -4 /\ (-7) % 2 = 1",
    "2^70 - 2^70 + 1 = 1",
    "1..3 = {1, 2, 3} /\\ 3..1 = {}",
    # sets
    "SUBSET {1} = {{}, {1}}",
    "UNION {{1}, {2, 3}, {}} = 1..3",
    "Cardinality(SUBSET (1..20)) = 1048576",
    r"Cardinality([1..5 -> 1..7]) = 7^5 /\ Cardinality({1, 2} \X {3}) = 2",
    r"\A s \in SUBSET (1..3) : s \subseteq 1..3",
    "{1, m} = {m, 1} /\\ m # 1 /\\ {m} # {1}",
    r"Nat = Nat /\ {} \subseteq Nat /\ ~IsFiniteSet(Nat) /\ IsFiniteSet({})",
    r"-1 \in Nat \cup {-1} /\ -1 \notin Nat /\ 3 \in Int \cap Nat /\ 3 \notin Int \ Nat",
    r"(Nat \cap {-1, 2}) = {2}",
    r"5 \in {k \in Nat : k > 3} /\ 2 \notin {k \in Nat : k > 3}",
    r"{k \in SUBSET {1, 2} : Cardinality(k) = 1} = {{1}, {2}}",
    r"{<<a, b>> \in {1, 2} \X {3} : a = 2} = {<<2, 3>>}",
    r"{a + b : a \in {1, 2}, b \in {10}} = {11, 12}",
    # membership without enumeration
    r"[k \in 1..20 |-> {k}] \in [1..20 -> SUBSET (1..20)]",
    r"[k \in 1..20 |-> {k + 1}] \notin [1..20 -> SUBSET (1..20)]",
    r"<<1, 2>> \in {1} \X Nat /\ <<1>> \notin {1} \X {2}",
    r"[a |-> 1] \in [a : Nat] /\ [a |-> 1, b |-> 2] \notin [a : {1}]",
    r"<<1, 2, 1>> \in Seq({1, 2}) /\ <<>> \in Seq({}) /\ <<3>> \notin Seq({1})",
    r'm \notin Nat /\ m \notin 1..3 /\ m \notin STRING /\ "s" \in STRING',
    # functions
    "[k \\in Nat |-> k + 1][3] = 4",
    "[k \\in {1, 2} |-> k * k] = <<1, 4>>",
    "(1 :> 2 @@ 1 :> 3)[1] = 2",
    "<<1, 2>> @@ <<3, 4, 5>> = <<1, 2, 5>>",
    'DOMAIN <<5, 5>> = 1..2 /\\ DOMAIN [a |-> 1] = {"a"}',
    r"[a, b \in {1, 2} |-> a + b][<<1, 2>>] = 3 /\ [a, b \in {1, 2} |-> a - b][2, 1] = 1",
    r"[<<a, b>> \in {<<1, 2>>} |-> a + b][<<1, 2>>] = 3",
    r"[[k \in 1..2 |-> k] EXCEPT ![1] = @ + 5, ![2] = @ * 4] = <<6, 8>>",
    r"[<<<<1>>>> EXCEPT ![1][1] = @ + 1] = <<<<2>>>>",
    r"[<<1, 2>> EXCEPT ![5] = 1] = <<1, 2>>",
    "[[a |-> 1, b |-> 2] EXCEPT !.a = 7].a = 7",
    # sequences
    'Len("abc") = 3',
    "Append(<<1>>, 2) \\o <<3>> = <<1, 2, 3>>",
    "Head(<<1, 2>>) = 1 /\\ Tail(<<1, 2>>) = <<2>>",
    "SubSeq(<<1, 2, 3>>, 2, 3) = <<2, 3>> /\\ SubSeq(<<1, 2>>, 3, 2) = <<>>",
    # choice, short circuits
    r"(CHOOSE k \in {3, 1, 2} : k > 1) = 2",
    r"~(x # 0 /\ 1 \div x = 1) /\ (x = 0 \/ 1 \div x = 1) /\ (x # 0 => 1 \div x = 1)",
    "IF x = 0 THEN TRUE ELSE 1 \\div x = 1",
    "CASE x = 1 -> FALSE [] x = 0 -> TRUE",
    r"LET q == 1 \div x IN x = 0",
    r"LET fact[n \in Nat] == IF n = 0 THEN 1 ELSE n * fact[n - 1] IN fact[5] = 120",
    r"LET s[t \in SUBSET (1..6)] == IF t = {} THEN 0 ELSE (CHOOSE k \in t : TRUE) + 1 IN s[1..6] = 2",
    r"LET s[t \in SUBSET (1..6)] == IF t = {} THEN 0 ELSE 1 + s[t \ {CHOOSE k \in t : TRUE}] IN s[1..6] = 6",
    r"LET f[n \in 0..700] == IF n = 0 THEN 0 ELSE f[n - 1] + 1 IN f[700] = 700",
    r"\A a \in {1, 2}, b \in {3} : a < b",
    r"\E <<a, b>> \in {<<1, 2>>} : a + 1 = b",
    r"Permutations({1, 2}) = {<<1, 2>>, <<2, 1>>}",
    'ToString(<<1, TRUE>>) = "<<1, TRUE>>"',
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_true(text: str) -> None:
    """What TLC finds true is true."""
    assert value(text) is True


FAULTS = [
    # text, x, y, words of the message
    ("x = y", 1, "a", 'compare 1 with "a"'),
    ("x = y", 1, True, "compare 1 with TRUE"),
    ("x # y", False, 0, "compare FALSE with 0"),
    ("x = y", frozenset({1}), frozenset({True}), "compare 1 with TRUE"),
    ("x = y", frozenset({1}), 1, "compare {1} with 1"),
    ("x = y", ir.tuple_value((1,)), ir.tuple_value((True,)), "compare 1 with TRUE"),
    ("x = y", ir.tuple_value((1,)), ir.Fun({"a": 1}), 'compare 1 with "a"'),
    (r"x \in {y}", 1, True, "compare 1 with TRUE"),
    (r"x \in {y}", frozenset({1}), frozenset({True}), "compare"),
    (r"x \in y", 1, 2, "not a set"),
    (r"{x, y} = {}", 1, True, "compare"),
    (r"{{x}, {y}} = {}", 1, True, "compare"),
    (r"{x} \cup {y} = {}", 1, True, "compare"),
    (r"{x} \subseteq {y}", 1, True, "compare"),
    ("<<5>>[x] = 5", True, 0, "<<5>> to TRUE"),
    (r"[k \in BOOLEAN |-> 1][x] = 1", 1, 0, "to 1, which is not in its domain"),
    (r"x \in Nat", "a", 0, "whether"),
    (r"x \in Int", True, 0, "whether"),
    (r"x \in 1..2", True, 0, "whether"),
    (r"x \in SUBSET {1}", 1, 0, "not a set"),
    (r"x \in SUBSET {1}", M, 0, "not a set"),
    (r"x \in [{1} -> {1}]", 1, 0, "whether"),
    (r"x \in [a : {1}]", ir.tuple_value((1,)), 0, "whether"),
    (r"x \in {1} \X {2}", 1, 0, "whether"),
    (r"x \in Seq({1})", ir.Fun({"a": 1}), 0, "whether"),
    (r"\E k \in Nat : k = x", 1, 0, "infinite set Nat"),
    (r"Nat \subseteq Int", 1, 0, "infinite"),
    (r"Cardinality(Seq({1})) = x", 1, 0, "infinite"),
    ("<<1, 2>>[x] = 1", 3, 0, "not in its domain"),
    ("[a |-> 1][x] = 1", "b", 0, "not in its domain"),
    ("x[1] = 1", 3, 0, "not a function"),
    (r"1 \div x = 1", 0, 0, "zero"),
    ("7 % x = 1", -2, 0, "positive"),
    ("x ^ y = 1", 0, 0, "0^0"),
    ("2 ^ y = 1", 0, -1, "negative"),
    ("Head(x) = 1", ir.tuple_value(()), 0, "Head of the empty"),
    ("Tail(x) = x", ir.tuple_value(()), 0, "Tail of the empty"),
    ("SubSeq(<<1, 2>>, 2, x) = <<2>>", 3, 0, "leaves the domain"),
    (r"(CHOOSE k \in {1} : k = x) = 1", 2, 0, "CHOOSE"),
    ("CASE x = 1 -> TRUE", 2, 0, "CASE"),
    ('Assert(x = 1, "one")', 2, 0, "one"),
    ("x + 1 = 2", True, 0, "integer"),
    (r"x /\ TRUE", 1, 0, "TRUE or FALSE"),
    ("IF x THEN TRUE ELSE TRUE", 1, 0, "TRUE or FALSE"),
    (r"LET f[n \in Nat] == f[n + 1] IN f[x] = 1", 0, 0, "too deep"),
    (r"Cardinality(UNION {SUBSET (1..30)}) = x", 0, 0, "too many"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "x", "y", "words"), FAULTS)
def test_fault(text: str, x: ir.Value, y: ir.Value, words: str) -> None:
    """Where TLC stops, there is an error, and it is in the line of the expression."""
    with pytest.raises(EvalFault, match=r".+") as caught:
        value(text, x, y)
    assert words in str(caught.value)
    assert caught.value.span is not None
    assert caught.value.span.line == 8


def test_strings_are_sequences_of_a_kind() -> None:
    """TLC joins strings and counts their letters."""
    assert value(r"x \o y", "ab", "c") == "abc"
    assert value("SubSeq(x, 2, 3)", "abcd") == "bc"


def test_choices_are_made_in_one_order() -> None:
    """CHOOSE takes the first element in `sort_key` order, whatever the set is made of."""
    sets: list[tuple[ir.Value, ir.Value]] = [
        (frozenset({"b", "a"}), "a"),
        (frozenset({False, True}), False),
        (frozenset({frozenset({2}), frozenset({1, 3})}), frozenset({2})),
        (frozenset({M, 3}), 3),
        (frozenset({ir.tuple_value((2,)), ir.tuple_value((1, 1))}), ir.tuple_value((2,))),
    ]
    for collection, expected in sets:
        assert value(r"CHOOSE k \in x : TRUE", collection) == expected


def test_lazy_sets_are_enumerated_in_the_same_order() -> None:
    """A lazy set and the same set written out agree about their order."""
    for text in (
        r"SUBSET (1..3)",
        r"[{1, 2} -> {3, 4}]",
        r"[a : {1, 2}, b : {TRUE, FALSE}]",
        r"{2, 1} \X {5, 4}",
        r"(1..2) \cup {7}",
        r"{s \in SUBSET (1..3) : Cardinality(s) = 2}",
    ):
        assert value(
            f"LET a == CHOOSE k \\in {text} : TRUE  b == {{k : k \\in {text}}} IN a = CHOOSE k \\in b : TRUE"
        )


def test_functions_that_differ_in_kind_only_are_different_values() -> None:
    """Python's True == 1 does not leak into functions."""
    assert ir.tuple_value((1,)) != ir.tuple_value((True,))
    assert ir.Fun({"a": frozenset({1})}) != ir.Fun({"a": frozenset({True})})
    assert ir.Fun({True: 1}) != ir.Fun({1: 1})
    assert ir.tuple_value((1,)) == ir.tuple_value((1,))


def test_a_constant_without_a_value_is_a_fault_of_the_configuration() -> None:
    """It is named."""
    expr = system(f"{HEAD}P == m = 1", ["P"]).predicates["P"]
    with pytest.raises(ConfigFault, match="constant m"):
        evaluate(expr, {}, ("x", "y"), (0, 0))


def test_primes_read_the_next_state() -> None:
    """The next state is given beside this one."""
    found = system("VARIABLES x\nInit == x = 0\nNext == x' = x + 1\n")
    assert evaluate(found.next, {}, ("x",), (1,), (2,)) is True
    assert evaluate(found.next, {}, ("x",), (1,), (3,)) is False
