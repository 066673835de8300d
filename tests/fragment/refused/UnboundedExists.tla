--------------------------- MODULE UnboundedExists ---------------------------
\* The same with \E, in an action.
VARIABLE x
Init == x = 0
Next == \E n : n \in {0, 1} /\ x' = n
\*      ^^^^ unbounded
=============================================================================
