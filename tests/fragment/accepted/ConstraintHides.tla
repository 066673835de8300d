---------------------------- MODULE ConstraintHides ----------------------------
\* A state outside the constraint is checked when it is reached: the violation is found there,
\* one step outside; the worse one, two steps outside, would not be.
EXTENDS Naturals

VARIABLE n

Init == n \in {0, 1}
Next == n' = n + 1

Inside == n <= 3
NotFour == n # 4
NotFive == n # 5
=============================================================================
