--------------------------- MODULE ExtendsRealTime ---------------------------
\* Another one, which brings real numbers with it.
EXTENDS RealTime
\*      ^^^^^^^^ RealTime
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
=============================================================================
