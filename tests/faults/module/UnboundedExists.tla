---- MODULE UnboundedExists ----
VARIABLE x
Init == x = 0
Next == \E n : x' = n
====
