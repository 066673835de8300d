----------------------------- MODULE ExceptForms -----------------------------
\* EXCEPT: one place, several places, nested places, @, record fields, tuples,
\* the same place twice, and a place outside the domain (which changes nothing).
EXTENDS Naturals

VARIABLES grid, rec, pair

Init ==
    /\ grid = [i \in 1..2 |-> [j \in 1..2 |-> 0]]
    /\ rec = [count |-> 0, inner |-> [flag |-> FALSE]]
    /\ pair = <<0, 0>>

Nested ==
    /\ \E i, j \in 1..2 :
         grid' = [grid EXCEPT ![i][j] = (@ + 1) % 2]
    /\ UNCHANGED <<rec, pair>>

Several ==
    /\ grid' = [grid EXCEPT ![1][1] = 1, ![2] = [@ EXCEPT ![2] = 1]]
    /\ rec' = [rec EXCEPT !.inner.flag = ~ @, !.count = (@ + 1) % 3]
    /\ UNCHANGED pair

Twice ==
    /\ pair' = [pair EXCEPT ![1] = (@ + 1) % 3, ![1] = (@ * 2) % 3, ![2] = 1]
    /\ UNCHANGED <<grid, rec>>

Outside ==
    /\ grid' = [grid EXCEPT ![3] = 7, ![1][2] = 0]
    /\ rec' = rec
    /\ pair' = pair

Next == Nested \/ Several \/ Twice \/ Outside

TypeOK ==
    /\ grid \in [1..2 -> [1..2 -> {0, 1}]]
    /\ rec \in [count : 0..2, inner : [flag : BOOLEAN]]
    /\ pair \in (0..2) \X {0, 1}
=============================================================================
