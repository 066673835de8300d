"""Where an actor may be is a bound: nobody is anywhere sooner, and nobody is nearer to what is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from modules import system
from test_reduce import written

from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import TRUE
from rmapsmt.encode.guarded import guarded
from rmapsmt.encode.journey import Journey, journeys
from rmapsmt.encode.reduce import split
from rmapsmt.encode.relate import Values
from rmapsmt.encode.solver import Absent, Found
from rmapsmt.encode.soonest import NEVER, Soonest
from rmapsmt.encode.system import Encoding, encode
from rmapsmt.engine import Family
from rmapsmt.interp import Model

if TYPE_CHECKING:
    from rmapsmt.ir import State, TransitionSystem

# A walker looks at three counters in turn, each of which another may have raised; it may give up early.
WALK = r"""
VARIABLES pc, i, x, late
TypeOK == pc \in [0..1 -> {"look", "next", "raise", "end"}] /\ i \in 0..4
          /\ x \in [1..3 -> 0..1] /\ late \in BOOLEAN
Init == pc = [p \in 0..1 |-> IF p = 0 THEN "look" ELSE "raise"] /\ i = 1 /\ x = [k \in 1..3 |-> 0]
        /\ late \in BOOLEAN
Look(p) == p = 0 /\ pc[p] = "look" /\ pc' = [pc EXCEPT ![p] = IF late /\ x[i] = 1 THEN "end" ELSE "next"]
           /\ i' = i /\ x' = x /\ late' = late
Next1(p) == p = 0 /\ pc[p] = "next" /\ i' = i + 1 /\ pc' = [pc EXCEPT ![p] = IF i = 3 THEN "end" ELSE "look"]
            /\ x' = x /\ late' = late
Raise(p) == p = 1 /\ pc[p] = "raise" /\ \E k \in 1..3 : x[k] = 0 /\ x' = [x EXCEPT ![k] = 1]
            /\ pc' = pc /\ i' = i /\ late' = late
Next == \E p \in 0..1 : Look(p) \/ Next1(p) \/ Raise(p)
Goal == ~(pc[0] = "end" /\ x[3] = 1)
"""
SYSTEMS = {"a walk": WALK, **{f"seed {seed}": written(seed) + "\nGoal == pc[0] # 3\n" for seed in (1, 2, 3)}}


def walk_of(found: TransitionSystem) -> tuple[Encoding, list[Journey]]:
    """Return the encoding as it is unrolled, and the journeys in it."""
    encoding = encode(found, [{}], "TypeOK")
    soonest = Soonest(encoding)
    whole = guarded(soonest.narrowed(encoding))
    walk = guarded(split(whole, lambda cell: soonest.of(cell) < NEVER))
    return walk, journeys(walk, lambda cell: soonest.of(cell) == 0)


def true_cells(encoding: Encoding, state: State) -> set[int]:
    """Return the cells that are true in a state."""
    shapes, truths = Shapes(Values(encoding.circuit)), list[int]()
    for shape, value in zip(encoding.shapes, state, strict=True):
        shapes.literals(shape, value, truths)
    return {cell for cell, truth in zip(encoding.cells, truths, strict=True) if truth == TRUE}


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_actor_is_sooner_or_nearer_than_is_said(name: str) -> None:
    """Of every state that the interpreter reaches: how soon, and how far the goal is from there."""
    found = system(SYSTEMS[name], ["TypeOK", "Goal"])
    model = Model(found, {})
    encoding, going = walk_of(found)
    levels = model.levels(20_000)
    assert levels is not None
    assert going
    states = [state for level in levels for state in level]
    after = {state: model.next_states(state) for state in states}
    far = dict.fromkeys((s for s in states if not model.holds("Goal", s)), 0)
    for steps in range(1, len(levels)):
        nearer = [s for s in states if s not in far and any(n in far for n in after[s])]
        far.update(dict.fromkeys(nearer, steps))
    for journey in going:
        left = journey.left([-encoding.predicates["Goal"]])
        for depth, level in enumerate(levels):
            for state in level:
                (here,) = (p for p in journey.soonest if true_cells(encoding, state).issuperset(p))
                assert journey.soonest[here] <= depth
                assert state not in far or left[here] <= far[state]


def test_a_walk_is_as_long_as_its_places() -> None:
    """The walker is at each of its places no sooner than it can walk there, and must walk on from it."""
    encoding, going = walk_of(system(WALK, ["TypeOK", "Goal"]))
    names = encoding.circuit.names
    walker = next(journey for journey in going if len(next(iter(journey.soonest))) > 1)
    left = walker.left([-encoding.predicates["Goal"]])
    found = {tuple(names[x] for x in place): (walker.soonest[place], left[place]) for place in walker.soonest}
    assert found['pc[0]="look"', "i=3"] == (4, 1)
    assert found['pc[0]="next"', "i=1"] == (1, 2)
    assert found['pc[0]="end"', "i=4"] == (6, 0)
    assert ('pc[0]="end"', "i=1") in found


def test_a_search_finds_the_same_with_it_and_without() -> None:
    """A shortest behaviour is as long, and nothing shorter is found."""
    found = system(WALK, ["TypeOK", "Goal"])
    for shallow in (0, 100):
        family = Family(encode(found, [{}], "TypeOK"), shallow=shallow)
        family.unroll(9)
        answers = [family.paths.find((), ["Goal"], within=depth) for depth in range(10)]
        assert [isinstance(answer, Found) for answer in answers] == [False] * 3 + [True] * 7


def test_a_behaviour_may_leave_the_ranges_from_any_place() -> None:
    """Outside the ranges an actor is at no place, so that none is far from there."""
    body = r"""
VARIABLES pc
TypeOK == pc \in [0..1 -> 0..2]
Init == pc = [p \in 0..1 |-> 0]
Up(p) == pc[p] = 0 /\ pc' = [pc EXCEPT ![p] = 1]
On(p) == pc[p] = 1 /\ pc' = [pc EXCEPT ![p] = @ + 1]
Off(p) == pc[p] = 2 /\ pc' = [pc EXCEPT ![p] = @ + 1]
Next == \E p \in 0..1 : Up(p) \/ On(p) \/ Off(p)
"""
    family = Family(encode(system(body, ["TypeOK"]), [{}], "TypeOK"), shallow=0)
    family.unroll(4)
    assert isinstance(family.paths.find((), ["TypeOK"]), Found)
    assert isinstance(family.paths.find((), ["TypeOK"], within=2), Absent)
