---- MODULE EndlessRecursion ----
EXTENDS Naturals
VARIABLE x
Down[n \in 0..3] == Down[n - 1] + 1
Init == x = 0
Next == x' = x + 1 /\ Down[x] > 0
====
