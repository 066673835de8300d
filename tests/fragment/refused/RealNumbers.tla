----------------------------- MODULE RealNumbers -----------------------------
\* The module Reals: there is no solver-independent meaning for it in TLC either.
EXTENDS Reals
\*      ^^^^^ Reals
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
=============================================================================
