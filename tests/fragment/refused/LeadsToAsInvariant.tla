-------------------------- MODULE LeadsToAsInvariant --------------------------
\* Liveness with a cause.
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Inv == x = 0 ~> x = 1
\*     ^^^^^^^^^^^^^^ temporal
=============================================================================
