"""Of the orders of independent steps one is enough: no state and no depth is lost."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from agree import is_state
from modules import system

from rmapsmt import manifest, run
from rmapsmt.encode.circuit import FALSE
from rmapsmt.encode.guarded import guarded
from rmapsmt.encode.reduce import out_of_turn
from rmapsmt.encode.solver import Absent, Found
from rmapsmt.encode.system import encode
from rmapsmt.engine import Family
from rmapsmt.interp import Model
from rmapsmt.verdict import Reached, Violated, Word

DEPTH = 7
SAMPLE = 12  # states of each depth


def written(seed: int) -> str:
    """Return three processes that share a number and a lock, what they do made at random."""
    random = Random(seed)  # noqa: S311 - the same systems each time

    def number() -> str:
        return random.choice(["x", "f[p]", "f[q]", "pc[p]", "pc[q]", "0", "1", "2"])

    def condition() -> str:
        test = f"{number()} {random.choice(['=', '#', '<'])} {number()}"
        return random.choice([test, "TRUE", "lock = 0", "lock = p", f"({test} \\/ lock = p)"])

    def action(name: str) -> str:
        at, to = random.randrange(3), random.randrange(1, 4)
        gives = {
            "x": random.choice(["x", "x", "(x + 1) % 3", number(), f"IF {condition()} THEN 0 ELSE x"]),
            "f": random.choice(
                ["f", f"[f EXCEPT ![p] = {number()}]", f"[f EXCEPT ![q] = {number()}]", "[f EXCEPT ![x] = 2]"]
            ),
            "lock": random.choice(["lock", "lock", "p", "0"]),
            "q": random.choice(["q", "q", "IF q = 2 THEN 0 ELSE q + 1", "p"]),
        }
        gives["f"] = gives["f"].replace("= x]", "= x % 3]")
        updates = " /\\ ".join(f"{name}' = ({value})" for name, value in gives.items())
        return f"{name}(p) == pc[p] = {at} /\\ {condition()} /\\ pc' = [pc EXCEPT ![p] = {to}] /\\ {updates}"

    actions = [f"Step{i}" for i in range(6)]
    return "\n".join([
        "VARIABLES pc, x, f, lock, q",
        "TypeOK == /\\ pc \\in [0..2 -> 0..3] /\\ x \\in 0..3 /\\ f \\in [0..2 -> 0..3]",
        "          /\\ lock \\in 0..2 /\\ q \\in 0..2",
        "Init == /\\ pc = [p \\in 0..2 |-> 0] /\\ x \\in {0, 1} /\\ f = [p \\in 0..2 |-> p]",
        "        /\\ lock = 0 /\\ q = 0",
        *map(action, actions),
        "Next == \\E p \\in 0..2 : " + " \\/ ".join(f"{name}(p)" for name in actions),
    ])  # fmt: skip


@pytest.mark.parametrize("seed", range(16))
def test_no_state_is_lost(seed: int) -> None:
    """Each state is found after as many steps as the interpreter takes to it, and no fewer."""
    found = system(written(seed), ["TypeOK"])
    concrete = Model(found, {})
    levels = concrete.levels(20_000)
    assert levels is not None
    family, whole = (
        Family(encode(found, [{}], "TypeOK"), reduced=reduced, shallow=0) for reduced in (True, False)
    )
    family.unroll(DEPTH)
    whole.unroll(DEPTH)
    paths, random = family.paths, Random(seed)  # noqa: S311 - the same states each time
    for depth, level in enumerate(levels[: DEPTH + 1]):
        for state in random.sample(level, min(SAMPLE, len(level))):
            name = str(state)
            family.encoding.predicates[name] = family.encoding.circuit.all(is_state(family.encoding, state))
            assert isinstance(paths.find((), (), [name], within=depth), Found)
            assert not depth or isinstance(paths.find((), (), [name], within=depth - 1), Absent)
    assert type(paths.longer(())) is type(whole.paths.longer(()))


def test_it_is_the_earlier_actor_who_goes_first() -> None:
    """Two actors who share nothing have one order left, however many steps they take."""
    body = r"""
VARIABLES f
TypeOK == f \in [1..2 -> 0..3]
Init == f = [p \in 1..2 |-> 0]
Up(p) == f[p] < 3 /\ f' = [f EXCEPT ![p] = @ + 1]
Next == \E p \in 1..2 : Up(p)
Low == f[1] < 3 \/ f[2] < 3
"""
    found = system(body, ["TypeOK", "Low"])
    family = Family(encode(found, [{}], "TypeOK"))
    family.unroll(6)
    answer = family.paths.find((), ["Low"])
    assert isinstance(answer, Found)
    assert [str(label) for label in answer.behaviour.labels] == ["Up(1)"] * 3 + ["Up(2)"] * 3


# One place or two, x and y, and what p does to them.
DEPENDENT = {
    "a lock": r"x = 0 /\ x' = p /\ y' = y",
    "a counter": r"x < 2 /\ x' = x + 1 /\ y' = y",
    "a guard on what the other writes": r"IF p = 1 THEN x' = 1 /\ y' = y ELSE x = 1 /\ y' = 1 /\ x' = x",
    "a guard on what the other wrote": r"IF p = 2 THEN x' = 1 /\ y' = y ELSE x = 1 /\ y' = 1 /\ x' = x",
    "a value that the other writes": r"IF p = 1 THEN x' = 1 /\ y' = y ELSE y' = x /\ x' = x",
    "a value that the other has written": r"IF p = 2 THEN x' = 1 /\ y' = y ELSE y' = x /\ x' = x",
    "an escape from the ranges": r"IF p = 1 THEN x' = 1 /\ y' = y ELSE y' = x /\ x' = x",
}


@pytest.mark.parametrize("name", DEPENDENT)
def test_steps_that_meet_in_a_place_keep_both_orders(name: str) -> None:
    """Nothing is out of turn where one writes what the other reads or writes."""
    step, values = DEPENDENT[name], "{0}" if "escape" in name else "0..2"
    types = f"x \\in 0..2 /\\ y \\in {values}"
    body = f"VARIABLES x, y\nTypeOK == {types}\nInit == x = 0 /\\ y = 0\nStep(p) == ({step})\n"
    body += "Next == \\E p \\in 1..2 : Step(p)\n"
    assert out_of_turn(encode(system(body, ["TypeOK"]), [{}], "TypeOK")) == []


@pytest.mark.slow
def test_the_verdicts_are_the_same_without_it() -> None:
    """Of the whole first tier: each word, and the depth of each trace."""
    claims = manifest.load(manifest.bundled())
    chosen = [replace(case, every_size=False) for case in manifest.select(claims, [])]

    def settled(*, reduction: bool) -> list[tuple[str, Word, int | None]]:
        options = run.Options(reduction=reduction)
        results = run.prove(claims, chosen, options, lambda _: None)
        found = [(r.case, r.verdict) for r in results]
        return [(c, v.word, v.trace.depth if isinstance(v, Violated | Reached) else None) for c, v in found]

    assert settled(reduction=True) == settled(reduction=False)


def test_a_step_changes_no_label_but_those_it_leaves_and_enters() -> None:
    """What a guard settles is no part of what the step gives."""
    body = r"""
VARIABLES pc, x, y
TypeOK == pc \in [1..2 -> 0..4] /\ x \in BOOLEAN /\ y \in BOOLEAN
Init == pc = [p \in 1..2 |-> 0] /\ x = FALSE /\ y = FALSE
Step(p) == pc[p] = 1 /\ pc' = [pc EXCEPT ![p] = IF x THEN 3 ELSE 4] /\ x' = x /\ y' = y
Still(p) == pc[p] = 2 /\ pc' = [pc EXCEPT ![p] = IF pc[p] = 2 THEN 2 ELSE 0] /\ x' = ~x /\ y' = y
Copy(p) == pc[p] = 3 /\ ~x /\ y' = x /\ x' = x /\ pc' = pc
Next == \E p \in 1..2 : Step(p) \/ Still(p) \/ Copy(p)
"""
    encoding = encode(system(body, ["TypeOK"]), [{}], "TypeOK")
    names, cells = encoding.circuit.names, encoding.cells
    steps = {str(step.label): step for step in guarded(encoding).steps}
    found = {label: [names[cells[i]] for i in step.changes(cells)] for label, step in steps.items()}
    assert found["Step(1)"] == ["pc[1]=1", "pc[1]=3", "pc[1]=4"]
    assert found["Still(2)"] == ["x"]
    assert [steps["Copy(1)"].cells[i] for i in steps["Copy(1)"].changes(cells)] == [FALSE]
