---- MODULE ChainedImplies ----
VARIABLE x
Init == x = 0
Next == x' = x
Inv == x = 0 => x = 1 => x = 2
====
