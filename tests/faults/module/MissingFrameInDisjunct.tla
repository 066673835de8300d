---- MODULE MissingFrameInDisjunct ----
VARIABLES x, y
Init == x = 0 /\ y = 0
Next ==
    \/ x' = 1 /\ y' = 1
    \/ x' = 0
====
