------------------------------- MODULE Small -------------------------------
(***************************************************************************)
(* Two tasks take an entry out, each under a lock, and count it down.      *)
(*                                                                         *)
(* Counterpart: mm/small.c, beside this module.                            *)
(***************************************************************************)
EXTENDS Integers

CONSTANT Locks  \* is the lock taken?

VARIABLES
    entry,  \* @role table
    count,  \* @role counter
    lock,   \* @role lock
    pc      \* @role pc

goto(t, step) == pc' = [pc EXCEPT ![t] = step]

\* @kernel mm/small.c peek present
Peek(t) ==
    /\ pc[t] = "peek"
    /\ goto(t, IF entry = 0 THEN "done" ELSE IF Locks THEN "lock" ELSE "clear")
    /\ UNCHANGED <<entry, count, lock>>

\* @kernel mm/small.c zap spin_lock
Lock(t) ==
    /\ pc[t] = "lock"
    /\ lock = 0
    /\ lock' = t
    /\ goto(t, "clear")
    /\ UNCHANGED <<entry, count>>

\* @kernel mm/small.c zap none
Skip(t) ==
    /\ pc[t] = "clear"
    /\ entry = 0
    /\ goto(t, "unlock")
    /\ UNCHANGED <<entry, count, lock>>

\* @kernel mm/small.c zap clear
Clear(t) ==
    /\ pc[t] = "clear"
    /\ entry # 0
    /\ entry' = 0
    /\ goto(t, "lower")
    /\ UNCHANGED <<count, lock>>

\* @kernel mm/small.c lower sub
Lower(t) ==
    /\ pc[t] = "lower"
    /\ count' = count - 1
    /\ goto(t, "unlock")
    /\ UNCHANGED <<entry, lock>>

\* @kernel mm/small.c zap spin_unlock
Unlock(t) ==
    /\ pc[t] = "unlock"
    /\ lock' = 0
    /\ goto(t, "done")
    /\ UNCHANGED <<entry, count>>

Task(t) == Peek(t) \/ Lock(t) \/ Skip(t) \/ Clear(t) \/ Lower(t) \/ Unlock(t)

Init ==
    /\ entry \in 0..1
    /\ count = entry
    /\ lock = 0
    /\ pc = [t \in 1..2 |-> "peek"]

Next == \E t \in 1..2 : Task(t)

Counted == count >= 0
=============================================================================
