---- MODULE MergeOfNumber ----
EXTENDS TLC
VARIABLE f
Init == f = [i \in {1} |-> 0]
Next == f' = f @@ 3
====
