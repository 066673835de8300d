---------------------------- MODULE ConstraintInit ----------------------------
\* Initial states outside the constraint, two constraints at once, and an
\* inner dead end: outside states have no successors, and that is no deadlock.
EXTENDS Naturals

VARIABLES x, y

Init == x \in 0..3 /\ y = 0
Next == x < 9 /\ \/ x' = x + 1 /\ y' = y
                 \/ x' = x /\ y' = y + 1

LowX == x < 3
LowSum == x + y < 4
Seen == x <= 3 /\ y <= 4
=============================================================================
