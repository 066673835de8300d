---- MODULE ChainedRange ----
EXTENDS Naturals
VARIABLE x
Init == x \in 1..2..3
Next == x' = x
====
