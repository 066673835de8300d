---- MODULE TooFewArguments ----
EXTENDS Naturals
VARIABLE x
Between(lo, hi) == x >= lo /\ x <= hi
Init == x = 0
Next == x' = x /\ Between(0)
====
