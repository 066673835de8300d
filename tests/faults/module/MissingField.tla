---- MODULE MissingField ----
VARIABLE r
Init == r = [a |-> 0]
Next == r' = r
Inv == r.b = 0
====
