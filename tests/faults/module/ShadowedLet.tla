---- MODULE ShadowedLet ----
EXTENDS Naturals
VARIABLE x
limit == 3
Init == LET limit == 4 IN x = limit
Next == x' = x
====
