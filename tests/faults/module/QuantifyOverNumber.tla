---- MODULE QuantifyOverNumber ----
VARIABLE x
Init == x = 0
Next == \E i \in 3 : x' = i
====
