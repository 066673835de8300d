---- MODULE InfiniteForall ----
EXTENDS Integers
VARIABLE x
Init == x = 0
Next == x' = x
Inv == \A n \in Int : n * n >= x
====
