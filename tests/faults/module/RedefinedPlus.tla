---- MODULE RedefinedPlus ----
EXTENDS Naturals
VARIABLE x
a + b == <<a, b>>
Init == x = 0
Next == x' = x
====
