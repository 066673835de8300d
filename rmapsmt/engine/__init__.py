"""Bounded model checking, induction, exhaustion: what the textbook says, over `encode` and `interp`.

Z3 finds; the interpreter, which shares no code with the encoding, runs again what Z3 has found.  No
behaviour leaves this package that was not replayed.
"""

from __future__ import annotations

from rmapsmt.engine.behaviour import confirmed, fault, first, shortest, start_fault
from rmapsmt.engine.family import Family, Question
from rmapsmt.engine.inductive import all_inductive, induction, inductive_part
from rmapsmt.engine.settle import begins, exhaustion, invariant, reach, reachable
from rmapsmt.engine.states import visit
from rmapsmt.engine.strengthen import strengthening

__all__ = [
    "Family",
    "Question",
    "all_inductive",
    "begins",
    "confirmed",
    "exhaustion",
    "fault",
    "first",
    "induction",
    "inductive_part",
    "invariant",
    "reach",
    "reachable",
    "shortest",
    "start_fault",
    "strengthening",
    "visit",
]
