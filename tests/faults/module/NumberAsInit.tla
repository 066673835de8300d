---- MODULE NumberAsInit ----
VARIABLE x
Init == x = 0 /\ 7
Next == x' = x
====
