---- MODULE UnterminatedString ----
VARIABLE x
Init == x = "zero
Next == x' = x
====
