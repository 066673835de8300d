---- MODULE OperatorArgumentArity ----
EXTENDS Naturals
VARIABLE x
Twice(F(_), n) == F(F(n))
Add(m, n) == m + n
Init == x = Twice(Add, 1)
Next == x' = x
====
