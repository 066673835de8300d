---- MODULE UnclosedBrace ----
VARIABLE x
Init == x \in {0, 1
Next == x' = x
====
