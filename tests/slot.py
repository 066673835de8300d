"""A small specification with a race, a window and a repair, for pictures of traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import manifest, run
from rmapsmt.run import Options

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.beside import Picture

# A walker, process 0, looks at a slot that the others empty before they lower the count, under a lock.
MODULE = r"""
---- MODULE Slot ----
EXTENDS Integers
CONSTANTS Waits, Looks, Gives, N
VARIABLES
    slot,   \* @role table
    lock,   \* @role lock
    count,  \* @role counter
    pc      \* @role pc
vars == <<slot, lock, count, pc>>
Free == -1
Gone == "</script><b>gone</b>"
goto(t, step) == pc' = [pc EXCEPT ![t] = step]
Init == /\ slot = "used" /\ lock = Free /\ count = 1
        /\ pc = [t \in 0..N |-> IF t = 0 THEN "peek" ELSE "lock"]
\* @code lib/slot.c walk READ_ONCE
Peek(t) == /\ pc[t] = "peek"
           /\ goto(t, IF slot = Gone /\ ~Waits THEN "return" ELSE "wait")
           /\ UNCHANGED <<slot, lock, count>>
\* @code lib/slot.c walk return
Return(t) == pc[t] = "return" /\ goto(t, "returned") /\ UNCHANGED <<slot, lock, count>>
\* @code lib/slot.c walk spin_lock
Wait(t) == pc[t] = "wait" /\ lock = Free /\ lock' = t /\ goto(t, "leave") /\ UNCHANGED <<slot, count>>
\* @code lib/slot.c walk spin_unlock
Leave(t) == /\ pc[t] = "leave"
            /\ lock' = Free /\ goto(t, IF slot = Gone THEN "return" ELSE "peek") /\ UNCHANGED <<slot, count>>
Lock(t) == /\ pc[t] = "lock" /\ lock = Free /\ slot # Gone
           /\ lock' = t /\ goto(t, "clear") /\ UNCHANGED <<slot, count>>
Clear(t) == pc[t] = "clear" /\ slot' = Gone /\ goto(t, "lower") /\ UNCHANGED <<lock, count>>
Lower(t) == pc[t] = "lower" /\ count' = count - 1 /\ goto(t, "unlock") /\ UNCHANGED <<slot, lock>>
Unlock(t) == /\ pc[t] = "unlock" /\ Gives
             /\ lock' = Free /\ goto(t, "done") /\ UNCHANGED <<slot, count>>
Next == \/ Peek(0) \/ Return(0) \/ Wait(0) \/ Leave(0)
        \/ \E t \in 1..N : Lock(t) \/ Clear(t) \/ Lower(t) \/ Unlock(t)
Spec == Init /\ [][Next]_vars
Step == {"peek", "wait", "leave", "return", "returned", "lock", "clear", "lower", "unlock", "done"}
TypeOK == slot \in {"used", Gone} /\ lock \in Free..N /\ count \in 0..1 /\ pc \in [0..N -> Step]
Counted == pc[0] = "returned" => count = 0
Once == count < 1 \/ pc[0] # "returned"
Open == slot = Gone /\ count = 1
Gets == pc[0] = "returned"
====
"""
MANIFEST = """
version: 1
module: Slot
spec: Spec
types: TypeOK
window: Open
deadlock: false
hunks: {Waits: the walker takes the lock, Looks: nothing, Gives: the lock is given back}
models:
  old: {N: 1, Waits: false, Looks: false, Gives: true}
  new: {like: old, Waits: true}
cases:
  - {case: walk.empty.far, model: {like: new, Looks: true}, claim: Counted, expect: proved}
  - {case: walk.empty.old, model: old, claim: Counted, expect: violated, why: it looks too early}
  - {case: walk.empty.named, model: old, claim: Counted, expect: violated, beside: walk.empty.far}
  - {case: walk.empty.new, model: new, claim: Counted, expect: proved, witness: Gets}
  - {case: walk.empty.keeps, model: {like: new, Gives: false}, claim: Once, expect: proved}
  - {case: walk.empty.once, model: {like: old, Gives: false}, claim: Once, expect: violated}
  - {case: walk.empty.two, model: {like: old, N: 2}, claim: Counted, expect: violated}
  - {case: walk.empty.gets, model: new, claim: Gets, kind: reachable, expect: reached}
"""


def written(folder: Path, *changed: tuple[str, str]) -> Path:
    """Write the specification into a folder, its manifest changed, and return that."""
    text = MANIFEST
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    (folder / "Slot.tla").write_text(MODULE.strip())
    (folder / "invariants.yaml").write_text(text)
    return folder


def picture(folder: Path, name: str) -> Picture:
    """Return the picture of one case."""
    claims = manifest.load(folder)
    (case,) = manifest.select(claims, [name])
    _, found = run.picture(claims, case, Options(), lambda _: None)
    assert found is not None
    return found
