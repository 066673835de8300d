"""N processes that share a lock, and what is inductive of them for every N."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modules import system

from rmapsmt import manifest
from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.encode.sizes.induct import Outcome
    from rmapsmt.ir import Value
    from rmapsmt.manifest import Manifest


# N processes share a lock; `inside` counts those that have it.
LOCK = r"""
CONSTANTS N, Fair
VARIABLES pc, lock, inside, count
ASSUME N >= 1
P == 1..N
TypeOK == /\ pc \in [P -> {"idle", "in"}] /\ lock \in 0..N
          /\ inside \in SUBSET P /\ count \in 0..N
Init == /\ pc = [p \in P |-> "idle"] /\ lock = 0 /\ inside = {} /\ count = 0
Enter(p) == /\ pc[p] = "idle" /\ (Fair => lock = 0) /\ lock' = p /\ pc' = [pc EXCEPT ![p] = "in"]
            /\ inside' = inside \cup {p} /\ count' = count + 1
Leave(p) == /\ pc[p] = "in" /\ lock' = 0 /\ pc' = [pc EXCEPT ![p] = "idle"]
            /\ inside' = inside \ {p} /\ count' = count - 1
Next == \E p \in P : Enter(p) \/ Leave(p)
Owner == \A p \in P : pc[p] = "in" <=> lock = p
InsideIsIn == \A p \in P : p \in inside <=> pc[p] = "in"
Counted == count = Cardinality(inside)
Exclusive == \A p, q \in P : pc[p] = "in" /\ pc[q] = "in" => p = q
AtMostOne == lock = 0 => count = 0
NobodyEver == \A p \in P : pc[p] = "idle"
TwoAreEnough == N <= 2 => Exclusive
FirstOnly == \A p \in P : p > 1 => pc[p] = "idle"
"""


LEMMAS = ("TypeOK", "Owner", "InsideIsIn", "Counted")


def outcome(body: str, offered: tuple[str, ...], **constants: Value) -> Outcome:
    """Return what is inductive of the predicates, for every N."""
    found = system(body, offered)
    return Inductive(Problem(found, constants, {"N": "N"}, "TypeOK"), offered).outcome()


def lock(folder: Path, text: str) -> Manifest:
    """Return a manifest of the processes that share a lock."""
    (folder / "Lock.tla").write_text(f"---- MODULE Lock ----\nEXTENDS Integers, FiniteSets\n{LOCK}====\n")
    (folder / "invariants.yaml").write_text(text)
    return manifest.load(folder)
