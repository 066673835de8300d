---- MODULE DuplicateVariable ----
VARIABLES x, y, x
Init == x = 0 /\ y = 0
Next == UNCHANGED <<x, y>>
====
