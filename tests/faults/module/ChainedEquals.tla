---- MODULE ChainedEquals ----
VARIABLE x
Init == x = 0 = TRUE
Next == x' = x
====
