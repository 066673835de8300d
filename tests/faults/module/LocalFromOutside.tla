---- MODULE LocalFromOutside ----
EXTENDS LocalHolder
VARIABLE x
Init == x = Hidden
Next == x' = x
====
