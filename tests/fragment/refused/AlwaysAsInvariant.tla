-------------------------- MODULE AlwaysAsInvariant --------------------------
\* A temporal formula where a state predicate belongs: write the predicate alone.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Inv == [](x < 2)
\*     ^^ temporal
=============================================================================
