---- MODULE UnterminatedModule ----
VARIABLE x
---- MODULE Inner ----
Zero == 0
====
Init == x = 0
Next == x' = x

