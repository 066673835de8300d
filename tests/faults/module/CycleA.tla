---- MODULE CycleA ----
EXTENDS CycleB
VARIABLE x
Init == x = 0
Next == x' = x
====
