------------------------------ MODULE LocalNames ------------------------------
\* LOCAL definitions and LOCAL INSTANCE: not exported by EXTENDS.
EXTENDS LocalNamesHelper
LOCAL INSTANCE Integers

VARIABLE x

step == 1
Cut(n) == n

Init == x = 0
Next == x' = Advance(x) \/ (x' = Cut(x) - step /\ x > 0)

InRange == x \in 0..4
=============================================================================
