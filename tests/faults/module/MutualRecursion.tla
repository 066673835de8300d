---- MODULE MutualRecursion ----
EXTENDS Naturals
VARIABLE x
Even(n) == n = 0 \/ Odd(n - 1)
Odd(n) == n = 1 \/ Even(n - 1)
Init == x = 0
Next == x' = x
====
