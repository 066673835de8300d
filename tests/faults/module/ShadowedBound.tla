---- MODULE ShadowedBound ----
VARIABLE x
Init == x = 0
Next == \E x \in {0, 1} : x' = x
====
