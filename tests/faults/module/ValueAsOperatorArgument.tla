---- MODULE ValueAsOperatorArgument ----
EXTENDS Naturals
VARIABLE x
Twice(F(_), n) == F(F(n))
Init == x = Twice(1, 1)
Next == x' = x
====
