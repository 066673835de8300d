---- MODULE MixedJunctionItem ----
VARIABLES x, y
Init ==
    /\ x = 0 \/ y = 1 /\ y = 2
    /\ y \in {1, 2}
Next == UNCHANGED <<x, y>>
====
