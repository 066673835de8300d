---- MODULE NotOfNumber ----
VARIABLE x
Init == x = 0
Next == x' = x
Inv == ~3
====
