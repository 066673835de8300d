---- MODULE MissingOperand ----
VARIABLE x
Init == x = 0
Next == x' =
Inv == TRUE
====
