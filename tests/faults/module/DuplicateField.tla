---- MODULE DuplicateField ----
VARIABLE r
Init == r = [a |-> 1, a |-> 2]
Next == r' = r
====
