---- MODULE MissingModule ----
EXTENDS Naturals, Nowhere
VARIABLE x
Init == x = 0
Next == x' = x
====
