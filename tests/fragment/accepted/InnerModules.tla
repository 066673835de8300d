----------------------------- MODULE InnerModules -----------------------------
\* Modules inside the module, instantiated in place.
EXTENDS Naturals

CONSTANT Limit
VARIABLE x

---- MODULE Stepper ----
CONSTANT By
Step == x' = (x + By) % Limit
====

---- MODULE Bound ----
EXTENDS Naturals
VARIABLE v
Below(n) == v < n
====

One == INSTANCE Stepper WITH By <- 1
Two == INSTANCE Stepper WITH By <- 2
OfX == INSTANCE Bound WITH v <- x

Init == x = 0
Next == One!Step \/ Two!Step

InRange == OfX!Below(Limit)
=============================================================================
