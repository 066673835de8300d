-------------------------- MODULE ActionAsInvariant --------------------------
\* A claim about a step: boxes around actions are temporal too.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x + 1 /\ x < 3
Inv == [][x' >= x]_x
\*     ^^ temporal
=============================================================================
