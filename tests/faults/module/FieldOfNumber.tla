---- MODULE FieldOfNumber ----
VARIABLE x
Init == x = 0
Next == x' = x
Inv == x.size = 0
====
