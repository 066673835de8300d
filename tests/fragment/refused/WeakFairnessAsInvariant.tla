----------------------- MODULE WeakFairnessAsInvariant -----------------------
\* Fairness as a claim; as a conjunct of Spec it is noted and passed over.
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Inv == WF_x(Next)
\*     ^^^ temporal
=============================================================================
