---- MODULE TuplePatternTooLong ----
VARIABLE s
Init == s = {<<1, 2>>}
Next == \E <<a, b, c>> \in s : s' = {<<a, b>>}
====
