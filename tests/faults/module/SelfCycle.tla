---- MODULE SelfCycle ----
EXTENDS SelfCycle
VARIABLE x
Init == x = 0
Next == x' = x
====
