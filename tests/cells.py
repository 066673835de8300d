"""A small specification whose steps look at shared cells, and accounts of its behaviours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modules import system

from rmapsmt import ir
from rmapsmt.interp import Model
from rmapsmt.run import tell
from rmapsmt.trace import Step, Trace

if TYPE_CHECKING:
    from rmapsmt.account import Account

CELLS = r"""
CONSTANT Stale
VARIABLES
    table,   \* @role table
    total,   \* @role counter
    owner,   \* @role lock
    older,   \* @role auxiliary
    pc,      \* @role pc
    mine
Slot == {1, 2}
look(s) == {table[s]} \cup IF Stale THEN older ELSE {}
Init == /\ table = [s \in Slot |-> "none"]
        /\ total = 0 /\ owner = 0 /\ older = {"old"} /\ pc = [t \in Slot |-> 1] /\ mine = 0
Goto(t) == pc' = [pc EXCEPT ![t] = IF table[t] = "none" THEN 2 ELSE 3]
Peek(t) == /\ \E value \in look(t) : mine' = IF value = "none" THEN 1 ELSE 2
           /\ UNCHANGED <<table, total, owner, older, pc>>
Pick(t, s) == /\ \/ table[s] = "none" /\ mine' = s
                 \/ table[s] = "used" /\ total = 0 /\ mine' = 0
              /\ UNCHANGED <<table, total, owner, older, pc>>
Fill(t, s) == /\ owner = 0
              /\ table' = [table EXCEPT ![s] = IF @ = "none" THEN "used" ELSE table[3 - s]]
              /\ total' = total + IF table[3 - s] = "used" THEN 1 ELSE 0
              /\ older' = older \cup {table[s]}
              /\ UNCHANGED <<owner, pc, mine>>
Take(t) == owner = 0 /\ owner' = t /\ UNCHANGED <<table, total, older, pc, mine>>
Both(t) == /\ LET all == \A s \in Slot : table[s] = "none"
              IN mine' = IF all THEN 5 ELSE 6
           /\ Goto(t) /\ UNCHANGED <<table, total, owner, older>>
Choice(t) == /\ mine' \in {total, 8} /\ UNCHANGED <<table, total, owner, older, pc>>
Next == \E t \in Slot : \/ Peek(t) \/ Take(t) \/ Both(t) \/ Choice(t)
                        \/ \E s \in Slot : Pick(t, s) \/ Fill(t, s)
Empty == \A s \in Slot : table[s] = "none"
Quiet == mine > 0 => /\ total = 0
                     /\ Empty
Small == total + mine < 1 \/ owner = 3
Used == \E s \in Slot : table[s] = "used"
"""
SYSTEM = system(CELLS, ["Empty", "Quiet", "Small", "Used"])


def behaviour(*labels: str, stale: bool = False, last: str = "", decided: str = "") -> Account:
    """Return the account of the behaviour with these labels; `last` is what mine is at its end."""
    model = Model(SYSTEM, {"Stale": stale})
    (state,) = model.initial_states()
    steps = [Step(None, state)]
    for number, label in enumerate(labels, start=1):
        found = [one for one in model.successors(steps[-1].state) if str(one.label) == label]
        if last and number == len(labels):
            found = [one for one in found if ir.show(one.state[-1]) == last]
        steps.append(Step(found[0].label, found[0].state))
    return tell(model, Trace("Test", model.variables, tuple(steps)), decided)
