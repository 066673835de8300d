---- MODULE AddString ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = "a" + 1
====
