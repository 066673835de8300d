---- MODULE DivideByZero ----
EXTENDS Naturals
VARIABLE x
Init == x = 2
Next == x' = 4 \div x - 2
====
