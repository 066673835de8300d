---- MODULE NegativeModulus ----
EXTENDS Integers
VARIABLE x
Init == x = -1
Next == x' = x - 1 /\ 5 % x >= 0
====
