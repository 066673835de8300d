---- MODULE CompareNumberString ----
VARIABLE x
Init == x = 0
Next == x' = x
Inv == x = "zero"
====
