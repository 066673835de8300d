---- MODULE UnionOfNumbers ----
VARIABLE s
Init == s = UNION {1, 2}
Next == s' = s
====
