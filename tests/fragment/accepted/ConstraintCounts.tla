--------------------------- MODULE ConstraintCounts ---------------------------
\* An unbounded counter, cut by a CONSTRAINT: the first state outside is
\* reached and checked, but neither counted nor expanded.
EXTENDS Naturals

VARIABLE n

Init == n = 0
Next == n' = n + 1 \/ n' = n + 2

Small == n < 5
Checked == n < 7
=============================================================================
