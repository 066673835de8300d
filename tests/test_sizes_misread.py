"""Where sizes are left open: what was read as something else once, and so proved without being true."""

from __future__ import annotations

from itertools import pairwise

import pytest
from modules import system

from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem
from rmapsmt.encode.sizes.value import UnboundedFault


def kept(variables: str, types: str, init: str, step: str, claim: str) -> tuple[str, ...]:
    """Return what is inductive of TypeOK and a claim, for every N."""
    body = f"""
CONSTANT N
ASSUME N >= 1
VARIABLES {variables}
TypeOK == {types}
Init == {init}
Next == {step}
Claim == {claim}
"""
    names = ("TypeOK", "Claim")
    return Inductive(Problem(system(body, names), {}, {"N": "N"}, "TypeOK"), names).outcome().kept


BOTH = r"f \in [0..N -> 0..1] /\ b \in 0..1"
ZEROS = r"f = [q \in 0..N |-> 0] /\ b = 0"
HELD = r"r \in [a : 0..1, m : [0..N -> 0..1]]"
PAIR = r"r \in (0..1) \X [0..N -> 0..1]"
UNTRUE = {
    "a domain that is another one for each of two numbers": (
        *("f, b", BOTH, ZEROS, r"f' = [f EXCEPT ![0] = 1] /\ b' = b"),
        r"\A i \in {0, 1} : \A p \in i..N : f[p] = 0",
    ),
    "a function of a next value, of which two are possible": (
        *("f, b", BOTH, ZEROS),
        r"(b' = 1 /\ f' = [q \in 0..N |-> b']) \/ (b' = 0 /\ f' = [q \in 0..N |-> b'])",
        r"\A q \in 0..N : f[q] = 0",
    ),
    "a set that is filtered by a next value": (
        *("s, b", r"s \in SUBSET (0..N) /\ b \in 0..1", r"s = {} /\ b = 0"),
        r"(b' = 1 /\ s' = {q \in 0..N : b' = 1}) \/ (b' = 0 /\ s' = {q \in 0..N : b' = 1})",
        r"\A q \in 0..N : q \notin s",
    ),
    "what is made of those members that a filter leaves": (
        *("s, b", r"s \in SUBSET (0..N) /\ b \in 0..1", r"s = {0, 1} /\ b = 0"),
        r"s' = {q + 0 : q \in {r \in {0, 1} : r = b}} /\ b' = b",
        r"1 \in s",
    ),
    "a record whose function gets another domain": (
        *("r", HELD, r"r = [a |-> 0, m |-> [q \in 0..N |-> 0]]"),
        r"r' = [a |-> r.a + 1, m |-> [q \in 1..N |-> 0]]",
        r"DOMAIN r.m = 0..N",
    ),
    "a tuple whose function gets another domain": (
        *("r", PAIR, r"r = <<0, [q \in 0..N |-> 0]>>"),
        r"r' = <<r[1] + 1, [q \in 1..N |-> 0]>>",
        r"DOMAIN r[2] = 0..N",
    ),
    "a record whose function has another domain at first": (
        *("r", HELD, r"r = [a |-> 0, m |-> [q \in 0..1 |-> 0]]", "r' = r"),
        r"DOMAIN r.m = 0..N",
    ),
    "a value that is missed before a test that is always false": (
        *("f, b", BOTH, ZEROS),
        r"(f[2] = 0 /\ b = 1 /\ UNCHANGED <<f, b>>) \/ (b' = 0 /\ f' = f)",
        "b = 0",
    ),
    "a value that is missed before what constants deny": (
        *("f, b", BOTH, ZEROS),
        r"(f[2] = 0 /\ 1 = 2 /\ f' = f /\ b' = 1) \/ (b' = 0 /\ f' = f)",
        "b = 0",
    ),
    "a constant function beyond its domain": (
        *("f, b", BOTH, ZEROS, "UNCHANGED <<f, b>>"),
        r"[q \in 0..N |-> 0][2] = 0",
    ),
    "Init that applies a function beyond its domain": (
        *("f, b", BOTH, r"f = [q \in 0..N |-> 0] /\ f[2] = f[2] /\ b = 0", "UNCHANGED <<f, b>>"),
        "b = 0",
    ),
}


@pytest.mark.parametrize("what", UNTRUE)
def test_what_is_untrue_of_some_size_is_not_kept(what: str) -> None:
    """It is false, or has no value there."""
    assert "Claim" not in kept(*UNTRUE[what])


NAMES = "x0I g0I q0I q1I a0 h0 true false and not or ite distinct Int Bool Str store select abs forall let"


@pytest.mark.parametrize("name", NAMES.split())
def test_a_variable_may_be_called_as_solvers_call_something(name: str) -> None:
    """Or as what a step or a formula chooses is called: it is the variable still."""
    types = rf"{name} \in 0..N /\ c \in [0..N -> 0..1]"
    step = rf"\E p \in 0..N : c' = [c EXCEPT ![p] = IF \E r \in 0..N : r # {name} THEN 1 ELSE @]"
    found = kept(
        f"{name}, c",
        types,
        rf"{name} = 0 /\ c = [q \in 0..N |-> 0]",
        rf"{step} /\ {name}' = {name}",
        rf"\A q \in 0..N : q # {name} => c[q] = 0",
    )

    assert ("TypeOK",) == found


@pytest.mark.parametrize("name", ["true", "false", "and"])
def test_a_truth_may_be_called_as_solvers_call_one(name: str) -> None:
    """It is no more true than its value is."""
    types, init = rf"{name} \in BOOLEAN /\ b \in 0..1", f"{name} = TRUE /\\ b = 0"

    assert ("TypeOK",) == kept(f"{name}, b", types, init, f"{name}' = FALSE /\\ b' = b", name)


def test_a_string_may_have_any_character() -> None:
    """Also those that no symbol of SMT-LIB has; each string is another one still."""
    some = ["a|b", r"a\\b", "a!2b", "a!1b", r"\"", "\u00e9", ""]
    quoted = ", ".join(f'"{one}"' for one in some)
    steps = " ".join(f'[] s = "{a}" -> "{b}"' for a, b in pairwise(some))
    step = f"s' = (CASE {steps[3:]} [] OTHER -> s)"
    claim = f's # "{some[-1]}"'
    known = f"s \\in {{{quoted}}}", f's = "{some[0]}"'

    assert ("TypeOK",) == kept("s", *known, step, claim)
    assert "Claim" in kept("s", *known, step.replace(f'"{some[-1]}"', f'"{some[0]}"'), claim)


REFUSED = {
    r"<<b, b>> \in [1..2 -> 0..1]": "compared with functions",
    r"[a |-> b] \in [{\"a\"} -> 0..1]": "compared with functions",
    r"[q \in 1..N |-> b] \in (0..1) \X (0..1)": "compared with tuples",
    r"[q \in {\"a\"} |-> b] \in [a : 0..1]": "compared with records",
    r"N = 7 => \A <<x, y, z>> \in (0..N) \X (0..N) : b = 0": "tuple of its length",
    r"N = 7 => \"a\" \in 0..N": "no number is compared",
    r"N = 7 => (IF b = 0 THEN 1 ELSE \"a\") = 1": "different sorts is chosen",
}


@pytest.mark.parametrize("claim", REFUSED)
def test_what_may_be_equal_in_another_guise_is_not_called_different(claim: str) -> None:
    """A tuple is a function; nor is anything asked of a solver that has no sort there."""
    with pytest.raises(UnboundedFault, match=REFUSED[claim]):
        kept("f, b", BOTH, ZEROS, r"b' \in 0..1 /\ f' = f", f"~({claim})".replace('\\"', '"'))


STEPS = {
    r"b' = f'[0] /\ f' = f": "before it has one",
    r"(\A p \in 1..N : b' = 0) /\ f' = f": "before it has one",
}


@pytest.mark.parametrize("step", STEPS)
def test_a_next_value_that_is_read_too_soon_is_said(step: str) -> None:
    """It has none where sizes are left open."""
    with pytest.raises(UnboundedFault, match=STEPS[step]):
        kept("f, b", BOTH, ZEROS, step, "b = 0")


def test_a_type_that_speaks_of_a_variable_is_none() -> None:
    """Its set is another one in each state."""
    with pytest.raises(UnboundedFault, match="a set of constants"):
        kept("s, c", r"s \in SUBSET (0..N) /\ c \in s", r"s = {0} /\ c = 0", "UNCHANGED <<s, c>>", "c = 0")
