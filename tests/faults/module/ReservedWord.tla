---- MODULE ReservedWord ----
VARIABLE x
Init == x = 0
THEN == x = 1
Next == x' = x
====
