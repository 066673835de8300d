---- MODULE UnknownInstance ----
VARIABLE x
Init == Other!Init
Next == x' = x
====
