"""Less usual TLA+ means the same to the encoding as to the interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from agree import agreed
from modules import system

from rmapsmt import engine, ir
from rmapsmt.encode.system import encode
from rmapsmt.engine import Family, Question
from rmapsmt.interp import Model
from rmapsmt.verdict import Violated

ODD = yaml.safe_load(Path(__file__).with_name("odd.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ODD)
def test_odd(name: str) -> None:
    """The same states at every depth, the same labels, truths, errors and deadlocks."""
    variables, body = ODD[name]["variables"], ODD[name]["body"]
    found = system(f"VARIABLES {variables}\n{body}\n", ["Inv"] if "Inv ==" in body else [])
    levels = agreed(found)
    assert name == "no initial state" or levels[0]


def test_an_instance_with_expressions_over_variables() -> None:
    """What is substituted is read where it is used, primed or not."""
    body = r"""
VARIABLES x, y
---- MODULE Inner ----
EXTENDS Integers
VARIABLES v
CONSTANTS c
Up == v' = v + c
Low == v < c + 1
====
I == INSTANCE Inner WITH v <- x + y, c <- 1
Init == x = 0 /\ y = 0
Next == x' \in {x, x + 1} /\ y' \in {y, y + 1} /\ I!Up
Inv == I!Low
"""
    levels = agreed(system(body, ["Inv"]), depth=2)
    assert levels == [{"0 0"}, {"1 0", "0 1"}, {"2 0", "1 1", "0 2"}]


def test_model_values_are_equal_to_themselves_alone() -> None:
    """They may stand among values of any other kind."""
    a, b = ir.ModelValue("a"), ir.ModelValue("b")
    body = r"""
CONSTANTS Proc, None
VARIABLES owner, waits
Init == owner = None /\ waits = [p \in Proc |-> 0]
Take(p) == owner = None /\ owner' = p /\ waits' = [waits EXCEPT ![p] = None]
Drop == owner \in Proc /\ owner' = None /\ waits' = [q \in Proc |-> IF waits[q] = None THEN 1 ELSE waits[q]]
Next == (\E p \in Proc : Take(p)) \/ Drop
Inv == owner # 0 /\ owner \in Proc \cup {None}
"""
    constants: dict[str, ir.Value] = {"Proc": frozenset({a, b}), "None": ir.ModelValue("None")}
    levels = agreed(system(body, ["Inv"]), constants)
    assert "None (a :> 0 @@ b :> 0)" in levels[0]
    assert len(levels[2]) == 2


def test_what_the_constants_exclude_is_not_encoded() -> None:
    """Of the actions under a guard those remain that some model of the family has."""
    body = r"""
CONSTANTS Mode, Fast
VARIABLES x
Init == x = 0
Step(t, next) == x = 0 /\ x' = next
Leap(t, next) == x = 0 /\ x' = 2 * next
Slow(t) == Fast = FALSE /\ (Step(t, x + 1) \/ Step(t, 2))
Quick(t) == IF Fast THEN Leap(t, 2) ELSE Step(t, 3)
Next == \E t \in {1} :
    \/ Mode = "a" /\ (Slow(t) \/ Quick(t))
    \/ Mode = "b" /\ (Step(t, 7) \/ Leap(t, 1 \div 0))
"""
    found = system(body)

    def labels(*models: dict[str, ir.Value]) -> list[str]:
        encoding = encode(found, models, None)
        assert not encoding.errors
        return [str(step.label) for step in encoding.steps]

    quick: dict[str, ir.Value] = {"Mode": "a", "Fast": True}
    slow: dict[str, ir.Value] = {"Mode": "a", "Fast": False}
    assert labels(quick) == ["Leap(1, 2)"]
    assert labels(slow) == ["Step(1)", "Step(1, 2)", "Step(1, 3)"]
    assert labels(quick, slow) == ["Step(1)", "Step(1, 2)", "Leap(1, 2)", "Step(1, 3)"]


# What becomes of x leaves TypeOK; the shortest way there has so many steps.
ESCAPES = {
    "below zero": ("x \\in 0..3", "Init == x = 1", "x' = x - 1", 2),
    "above": ("x \\in 0..3", "Init == x = 0", "x' = x + 1", 4),
    "a set gains a stranger": (
        "x \\subseteq 1..2",
        "Init == x = {}",
        "\\E k \\in 1..3 : x' = x \\cup {k} /\\ k = Cardinality(x) + 1",
        3,
    ),
    "the domain grows": ("x \\in [1..2 -> {0}]", "Init == x = <<0, 0>>", "x' = Append(x, 0)", 1),
    "the domain shrinks": ("x \\in [1..2 -> {0}]", "Init == x = <<0, 0>>", "x' = Tail(x)", 1),
    "a value in a function": (
        "x \\in [1..2 -> 0..1]",
        "Init == x = <<0, 0>>",
        "x' = [x EXCEPT ![1] = @ + 1] \\/ x' = [x EXCEPT ![2] = 1]",
        2,
    ),
    "a string outside the set": (
        'x \\in {"a", "b"}',
        'Init == x = "a"',
        "x' = IF x = \"a\" THEN \"b\" ELSE \"c\"",
        2,
    ),
    "a record lacks a field": (
        "x \\in [a : {0}, b : {0}]",
        "Init == x = [a |-> 0, b |-> 0]",
        "x' = [a |-> 0]",
        1,
    ),
    "a record's field": ("x \\in [a : 0..1]", "Init == x = [a |-> 0]", "x' = [x EXCEPT !.a = @ + 1]", 2),
    "a set in a set": ("x \\subseteq SUBSET {1}", "Init == x = {{}}", "x' = x \\cup {{1}} \\/ x' = {{2}}", 1),
    "a choice of an outsider": ("x \\in {0, 2}", "Init == x = 0", "x' \\in 0..2 /\\ x' = x + 1", 1),
    "at first": ("x \\in 0..3", "Init == x \\in {2, 3, 4}", "x' = x", 0),
    "all at first": ("x \\in 0..3", "Init == x = 9", "x' = 0", 0),
    "another conjunct": ("x \\in 0..3 /\\ x # 2", "Init == x = 0", "x' = (x + 1) % 4", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
def test_an_escape_from_the_ranges_is_seen(name: str) -> None:
    """TypeOK is violated, by a trace whose last state is outside."""
    types, init, step, depth = ESCAPES[name]
    found = system(f"VARIABLES x\nTypeOK == {types}\n{init}\nNext == {step}\n", ["TypeOK"])
    question = Question(Family(encode(found, [{}], "TypeOK")), (), Model(found, {}))
    question.family.unroll(6)
    verdict = engine.invariant(question, "TypeOK", [])
    assert isinstance(verdict, Violated)
    assert verdict.trace.depth == depth
    assert not question.concrete.holds("TypeOK", verdict.trace.last)
    agreed(found, types="TypeOK", depth=5)


def test_a_test_of_what_has_a_value_is_no_choice() -> None:
    """Where Init gave every variable its value, the rest of it is one condition, however many ways it has."""
    body = r"""
VARIABLES f, g
Init == /\ f \in [1..12 -> BOOLEAN]
        /\ g \in [1..12 -> BOOLEAN]
        /\ \A i \in 1..12 : f[i] => g[i]
        /\ \A i, j \in 1..12 : i # j => \/ ~ f[i]
                                        \/ ~ f[j]
Next == UNCHANGED <<f, g>>
"""
    assert len(encode(system(body), [{}], None).starts) == 1
    small = body.replace("12", "2")
    assert agreed(system(small), depth=0)
