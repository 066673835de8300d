---- MODULE UsedBeforeDefined ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x < Limit /\ x' = x + 1
Limit == 3
====
