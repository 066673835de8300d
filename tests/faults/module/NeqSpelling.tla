---- MODULE NeqSpelling ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x
Inv == x \neq 1
====
