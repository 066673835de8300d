---- MODULE ExceptWithoutBang ----
VARIABLE f
Init == f = [i \in {1} |-> 0]
Next == f' = [f EXCEPT [1] = 2]
====
