---- MODULE ReadBeforeAssigned ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == x' = y' /\ y' = 1 - x
====
