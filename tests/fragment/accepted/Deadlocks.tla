------------------------------ MODULE Deadlocks ------------------------------
\* Two tasks that take two locks in opposite orders.
EXTENDS Naturals

VARIABLES owner, held

vars == <<owner, held>>

Init ==
    /\ owner = [l \in {1, 2} |-> 0]
    /\ held = [t \in {1, 2} |-> 0]

\* Task 1 takes lock 1 first, task 2 takes lock 2 first.
Wanted(t) == IF held[t] = 0 THEN t ELSE 3 - t

Take(t) ==
    /\ held[t] < 2
    /\ owner[Wanted(t)] = 0
    /\ owner' = [owner EXCEPT ![Wanted(t)] = t]
    /\ held' = [held EXCEPT ![t] = @ + 1]

Release(t) ==
    /\ held[t] = 2
    /\ owner' = [l \in {1, 2} |-> 0]
    /\ held' = [held EXCEPT ![t] = 0]

Next == \E t \in {1, 2} : Take(t) \/ Release(t)

Spec == Init /\ [][Next]_vars

TypeOK == owner \in [{1, 2} -> 0..2] /\ held \in [{1, 2} -> 0..2]
=============================================================================
