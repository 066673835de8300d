---- MODULE DirectRecursion ----
EXTENDS Naturals
VARIABLE x
Down(n) == IF n = 0 THEN 0 ELSE Down(n - 1)
Init == x = Down(3)
Next == x' = x
====
