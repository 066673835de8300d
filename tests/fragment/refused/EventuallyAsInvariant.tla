------------------------ MODULE EventuallyAsInvariant ------------------------
\* Liveness is not settled here.
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Inv == <>(x = 1)
\*     ^^ temporal
=============================================================================
