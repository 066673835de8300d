---- MODULE UnassignedInBranch ----
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == x' \in {0, 1} /\ (x' = 1 => y' = 0)
====
