---------------------- MODULE StrongFairnessAsInvariant ----------------------
\* The same for strong fairness.
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == x' \in {0, 1} /\ y' = x
Inv == SF_<<x, y>>(Next)
\*     ^^^ temporal
=============================================================================
