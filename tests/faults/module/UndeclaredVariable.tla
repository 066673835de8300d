---- MODULE UndeclaredVariable ----
VARIABLE x
Init == x = 0
Next == x' = x /\ y' = 0
====
