---------------------------- MODULE NoInitialState ----------------------------
\* Init holds of nothing: there is no behaviour at all.
EXTENDS Naturals

VARIABLE x

Init == x \in 0..3 /\ x > 5
Next == x' = x

Never == x < 0
=============================================================================
