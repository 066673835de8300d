------------------------------ MODULE BoxAction ------------------------------
\* [A]_v as an action: A, or v stays.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Step == x < 2 /\ x' = x + 1
Next == [Step]_x
TypeOK == x \in 0..2
=============================================================================
