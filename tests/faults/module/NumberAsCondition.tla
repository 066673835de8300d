---- MODULE NumberAsCondition ----
VARIABLE x
Init == x = 0
Next == x' = IF 3 THEN 0 ELSE 1
====
