---- MODULE DuplicateParameter ----
VARIABLE x
F(n, n) == n
Init == x = F(0, 1)
Next == x' = x
====
