---- MODULE OutsideDomain ----
EXTENDS Naturals
VARIABLE x
Table == [i \in 1..2 |-> i]
Init == x = 1
Next == x' = x + 1
Inv == Table[x] > 0
====
