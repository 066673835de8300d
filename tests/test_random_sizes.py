"""Proofs for all sizes beside the interpreter: what is kept is true."""

from __future__ import annotations

from hashlib import sha256

import pytest
import random_sizes
from modules import system

from rmapsmt.encode.sizes import goals
from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem

BROKEN_ELSEWHERE = 1  # a seed: of an invariant that a step breaks at no place of its own


def kept(body: str, claim: str) -> tuple[str, ...]:
    """Return what is inductive of TypeOK and a claim, for every N."""
    offered = ("TypeOK", claim)
    return Inductive(Problem(system(body, offered), {}, {"N": "N"}, "TypeOK"), offered).outcome().kept


def test_one_seed_is_one_module() -> None:
    """On every machine, in every Python."""
    text = "\n".join(random_sizes.module(seed) for seed in range(20))

    assert (
        "ab1abf695ee3559666862af1418e787a2d8c5133d495a0a45ed52b4ba31b4150"
        == sha256(text.encode()).hexdigest()
    )


@pytest.mark.slow
def test_what_is_proved_for_all_sizes_is_true_of_the_smallest() -> None:
    """And most modules can be proved something of."""
    outcomes = [random_sizes.looked_at(seed) for seed in range(25)]

    assert [] == [(one.seed, one.untrue) for one in outcomes if one.untrue]
    assert sum(one.kept > 1 for one in outcomes) > 15


def test_a_defect_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a formula says of a place what it said before, where it does not."""
    assert not random_sizes.looked_at(BROKEN_ELSEWHERE).untrue

    monkeypatch.setattr(goals, "_as_before", lambda *_: True)
    assert random_sizes.looked_at(BROKEN_ELSEWHERE).untrue


MARKED = r"""
CONSTANT N
VARIABLES f, b
ASSUME N >= 1
TypeOK == f \in [DOMAINS -> 0..1] /\ b \in 0..1
Init == f = INIT /\ b = 0
Next == \/ f' = [p \in DOMAINS |-> 0] /\ b' = b
        \/ STEP /\ b' = b
Same == DOMAIN f = DOMAINS
Zero == f[0] = 0
"""
AT_P = "f' = [f EXCEPT ![p] = 1]"
UNTRUE = {  # of each claim a step, or Init, that breaks it
    "1 <= p is denied": ("Zero", "0..N", "", rf"\E p \in 0..N : ~(1 <= p) /\ {AT_P}"),
    "1 <= p is one of two": ("Zero", "0..N", "", rf"\E p \in 0..N : (1 <= p \/ N >= 1) /\ {AT_P}"),
    "a step gives another domain": ("Same", "1..N", "", r"f' = [p \in 0..N |-> 0]"),
    "Init gives another domain": ("Same", "1..N", r"[p \in 0..N |-> 0]", "f' = f"),
}


@pytest.mark.parametrize("why", UNTRUE)
def test_what_is_untrue_is_not_kept(why: str) -> None:
    """Nor is it where there is nothing left to ask of a variable whose type says that it has this domain."""
    claim, domain, init, step = UNTRUE[why]
    body = MARKED.replace("STEP", step).replace("INIT", init or r"[p \in DOMAINS |-> 0]")

    assert claim not in kept(body.replace("DOMAINS", domain), claim)


@pytest.mark.parametrize(("claim", "domain"), [("Zero", "0..N"), ("Same", "1..N")])
def test_what_is_true_beside_it_is_kept(claim: str, domain: str) -> None:
    """A step at p >= 1 leaves 0 alone, and EXCEPT the domain."""
    step = rf"\E p \in 1..N : {AT_P}"
    body = MARKED.replace("STEP", step).replace("INIT", r"[p \in DOMAINS |-> 0]").replace("DOMAINS", domain)

    assert claim in kept(body, claim)


FILLED = r"""
CONSTANT N
VARIABLES s, b
ASSUME N >= 1
TypeOK == s \in SUBSET (0..N) /\ b \in 0..1
Init == s = {} /\ b = 0
Next == s' = {q \in 0..N : b = 0} /\ b' \in 0..1
Positive == \A q \in s : q < 1 => 0 # q
"""


def test_a_set_that_has_other_members_is_asked_about_them() -> None:
    """Where the step names none of them."""
    assert ("TypeOK",) == kept(FILLED, "Positive")


EMPTIED = r"""
CONSTANT N
VARIABLES f, s
ASSUME N >= 1
TypeOK == f \in [0..N -> 0..1] /\ s \in SUBSET (0..N)
Init == f = [q \in 0..N |-> 0] /\ s = {0}
Next == f' = [f EXCEPT ![0] = 1] /\ s' = {}
Inside == \A q \in 0..N : q <= 0 => q \in s
"""


def test_a_place_that_a_formula_does_not_look_at_is_no_exception() -> None:
    """What is said of the others is said of the one at which a function has changed too."""
    assert ("TypeOK",) == kept(EMPTIED, "Inside")
