---- MODULE OperatorAsValue ----
EXTENDS Naturals
VARIABLE x
Inc(n) == n + 1
Init == x = 0
Next == x' = Inc
====
