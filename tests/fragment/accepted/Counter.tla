------------------------------- MODULE Counter -------------------------------
\* The smallest complete specification: a counter that wraps around.
EXTENDS Naturals

VARIABLE x

TypeOK == x \in 0..5

Init == x = 0

Next == x' = (x + 1) % 6

Spec == Init /\ [][Next]_x
=============================================================================
