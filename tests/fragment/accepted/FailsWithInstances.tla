-------------------------- MODULE FailsWithInstances --------------------------
\* A shared counter that two copies of a module increment in two steps: an update is lost.
EXTENDS Naturals

VARIABLES shared, local, pc

---- MODULE Worker ----
EXTENDS Naturals
CONSTANT self
VARIABLES sh, lo, at
Read  == at[self] = "read" /\ lo' = [lo EXCEPT ![self] = sh] /\ at' = [at EXCEPT ![self] = "write"] /\ UNCHANGED sh
Write == at[self] = "write" /\ sh' = lo[self] + 1 /\ at' = [at EXCEPT ![self] = "done"] /\ UNCHANGED lo
====

W(i) == INSTANCE Worker WITH self <- i, sh <- shared, lo <- local, at <- pc

Init == shared = 0 /\ local = [i \in 1..2 |-> 0] /\ pc = [i \in 1..2 |-> "read"]
Done == pc = [i \in 1..2 |-> "done"]
Next == (\E i \in 1..2 : W(i)!Read \/ W(i)!Write) \/ (Done /\ UNCHANGED <<shared, local, pc>>)

NothingLost == Done => shared = 2
=============================================================================
