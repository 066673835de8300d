-------------------------------- MODULE Toggle --------------------------------
\* A sound module, for configurations that are not.
EXTENDS Naturals

CONSTANTS
    Limit,
    Start

ASSUME Limit > 0

VARIABLE x

Init == x = Start
Next == x' = (x + 1) % Limit
Spec == Init /\ [][Next]_x

TypeOK == x \in 0..Limit
Below(n) == x < n
Later == x' > x
Eventually == <>(x = 0)
Symmetry == {[v \in {Start} |-> v]}
Twice(n) == n + n
==============================================================================
