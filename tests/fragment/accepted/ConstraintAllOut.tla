--------------------------- MODULE ConstraintAllOut ---------------------------
\* Every successor lies outside the constraint: is that a deadlock?
EXTENDS Naturals

VARIABLE x

Init == x = 0
Next == x' = x + 1

Small == x < 1
Near == x < 2
=============================================================================
