---------------------------- MODULE DeadlockAtFirst ----------------------------
\* One of the initial states has no successor.
EXTENDS Naturals

VARIABLE x

Init == x \in {0, 5}
Next == x < 3 /\ x' = (x + 1) % 3

TypeOK == x \in 0..5
=============================================================================
