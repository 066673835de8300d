------------------------- MODULE ConstraintInitChecked -------------------------
\* An initial state outside the constraint violates the invariant: is it looked at?
EXTENDS Naturals

VARIABLE x

Init == x \in {0, 5}
Next == x' = (x + 1) % 3

Small == x < 4
NotFive == x # 5
=============================================================================
