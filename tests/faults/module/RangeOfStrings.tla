---- MODULE RangeOfStrings ----
EXTENDS Naturals
VARIABLE x
Init == x \in "a".."c"
Next == x' = "a"
====
