---- MODULE PrimeOfPrimedOperator ----
VARIABLES x, y
Later == x'
Init == x = 0 /\ y = 0
Next == Later' = 1 /\ UNCHANGED <<x, y>>
====
