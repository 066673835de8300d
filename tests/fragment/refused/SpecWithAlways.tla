---------------------------- MODULE SpecWithAlways ----------------------------
\* A second box in the specification cuts behaviours off; to pass over it would be to search
\* states that the specification does not have.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Spec == Init /\ [][Next]_x /\ [](x < 1)
\*                            ^^ temporal
=============================================================================
