---- MODULE ShadowedByOuterBound ----
VARIABLE x
Init == x = 0
Next == \E i \in {0, 1} : \E i \in {2, 3} : x' = i
====
