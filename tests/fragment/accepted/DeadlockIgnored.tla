---------------------------- MODULE DeadlockIgnored ----------------------------
\* A behaviour that ends, in a model that does not mind.
EXTENDS Naturals

VARIABLES x, y

Init == x = 0 /\ y = 0
Next == x + y < 4 /\ ((x' = x + 1 /\ y' = y) \/ (x' = x /\ y' = y + 1))

TypeOK == x \in 0..4 /\ y \in 0..4
=============================================================================
