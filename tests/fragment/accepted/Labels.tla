-------------------------------- MODULE Labels --------------------------------
\* Labelled conjuncts and disjuncts, with and without parameters.
EXTENDS Naturals

VARIABLES x, y

Init == P0:: x = 0 /\ y = 0

Next ==
    \/ left:: /\ x < 2
              /\ x' = x + 1
              /\ UNCHANGED y
    \/ right:: y' = (y + 1) % 3 /\ UNCHANGED x
    \/ reset:: (x = 2 /\ y = 2 /\ x' = 0 /\ y' = 0)

Inv ==
    /\ P1:: x \in 0..2
    /\ P2:: y \in 0..2
    /\ \A i \in {x, y} : P3(i):: i >= 0
=============================================================================
