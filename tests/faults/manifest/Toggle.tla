-------------------------------- MODULE Toggle --------------------------------
\* A sound module, for manifests that are not.
EXTENDS Naturals

CONSTANTS Limit, Wrap

ASSUME Limit > 0 /\ Wrap \in BOOLEAN

VARIABLE x

TypeOK == x \in 0..Limit

Init == x = 0
Next ==
    \/ x < Limit /\ x' = x + 1
    \/ x = Limit /\ x' = IF Wrap THEN 0 ELSE x
Spec == Init /\ [][Next]_x

InRange == x <= Limit
Below(n) == x < n
Limit2 == 2 * Limit
Grows == x' > x
==============================================================================
