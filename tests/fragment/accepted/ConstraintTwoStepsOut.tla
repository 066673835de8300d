------------------------- MODULE ConstraintTwoStepsOut -------------------------
\* The violation lies two steps outside the constraint, where the search does not go.
EXTENDS Naturals

VARIABLES x, y

Init == x = 0 /\ y = 0
Next == \/ x' = x + 1 /\ y' = y
        \/ x' = x /\ y' = 1 - y

Small == x <= 2
NotFour == x # 4
=============================================================================
