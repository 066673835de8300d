--------------------------- MODULE UnboundedForall ---------------------------
\* A quantifier over everything there is.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x
Inv == \A n : n \in Nat => n >= 0
\*     ^^^^ unbounded
=============================================================================
