-------------------------------- MODULE Count --------------------------------
(***************************************************************************)
(* Tasks that each add one to a counter: read it, then write back what was *)
(* read and one.  With the lock held over both steps no addition is lost.  *)
(*                                                                         *)
(* Locks = FALSE is the bug: a task may write a number that has grown old. *)
(*                                                                         *)
(* Not modelled: weaker memory than sequential consistency.                *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
    N,       \* how many tasks
    Locks    \* the repair: is the lock held from the read to the write?

ASSUME N \in Int /\ N >= 1
ASSUME Locks \in BOOLEAN

Task == 1..N

VARIABLES
    \* How many additions the counter shows.
    counter,  \* @role counter
    \* The task that holds the lock, or Unlocked.
    lock,     \* @role lock
    \* seen[t]: what task t has read.
    seen,     \* @role register
    \* pc[t]: the step that task t takes next.
    pc        \* @role pc

vars == <<counter, lock, seen, pc>>

Unlocked == 0

TypeOK ==
    /\ counter \in 0..N
    /\ lock \in Unlocked..N
    /\ seen \in [Task -> 0..N]
    /\ pc \in [Task -> {"lock", "read", "write", "unlock", "done"}]

Init ==
    /\ counter = 0
    /\ lock = Unlocked
    /\ seen = [t \in Task |-> 0]
    /\ pc = [t \in Task |-> IF Locks THEN "lock" ELSE "read"]

-----------------------------------------------------------------------------
\* One action is one step that nobody sees half-done.  The line with the tag
\* names the file, the function and the statement that a trace shows.
\* @code count.c add_one spin_lock
Lock(t) ==
    /\ pc[t] = "lock"
    /\ lock = Unlocked
    /\ lock' = t
    /\ pc' = [pc EXCEPT ![t] = "read"]
    /\ UNCHANGED <<counter, seen>>

\* @code count.c add_one seen = counter
Read(t) ==
    /\ pc[t] = "read"
    /\ seen' = [seen EXCEPT ![t] = counter]
    /\ pc' = [pc EXCEPT ![t] = "write"]
    /\ UNCHANGED <<counter, lock>>

\* @code count.c add_one counter = seen + 1
Write(t) ==
    /\ pc[t] = "write"
    /\ counter' = seen[t] + 1
    /\ pc' = [pc EXCEPT ![t] = IF Locks THEN "unlock" ELSE "done"]
    /\ UNCHANGED <<lock, seen>>

\* @code count.c add_one spin_unlock
Unlock(t) ==
    /\ pc[t] = "unlock"
    /\ lock' = Unlocked
    /\ pc' = [pc EXCEPT ![t] = "done"]
    /\ UNCHANGED <<counter, seen>>

AllDone == \A t \in Task : pc[t] = "done"

\* A behaviour may end here; any other state without a successor is a deadlock.
Terminating == AllDone /\ UNCHANGED vars

Next ==
    \/ \E t \in Task : Lock(t) \/ Read(t) \/ Write(t) \/ Unlock(t)
    \/ Terminating

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* The claim.                                                              *)
(***************************************************************************)
NothingLost == AllDone => counter = N

\* No claim, but when the race is on: a task is about to write what has grown
\* old.
Outdated == \E t \in Task : pc[t] = "write" /\ seen[t] # counter

(***************************************************************************)
(* Why it holds.                                                           *)
(***************************************************************************)
\* Whoever is between lock and unlock holds the lock.
LockOwner ==
    Locks => \A t \in Task : pc[t] \in {"read", "write", "unlock"} => lock = t

\* What has been read is still true when it is written back.
SeenIsCurrent == Locks => \A t \in Task : pc[t] = "write" => seen[t] = counter

\* The counter shows every task that has written.
CountsWriters ==
    Locks => counter = Cardinality({t \in Task : pc[t] \in {"unlock", "done"}})
=============================================================================
