---- MODULE MissingIn ----
VARIABLE x
Init == LET zero == 0
Next == x' = x
====
