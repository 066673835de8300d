------------------------------ MODULE WhilePlus ------------------------------
\* The guarantee operator of assume/guarantee specifications.
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == x' \in {0, 1} /\ y' = x
Calm == [][x' = x]_x
Follows == [][y' = x]_y
Inv == Calm -+-> Follows
\*     ^^^^^^^^^^^^^^^^^ -+->
=============================================================================
