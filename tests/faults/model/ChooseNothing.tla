---- MODULE ChooseNothing ----
EXTENDS Naturals
VARIABLE x
Init == x = 3
Next == x' = CHOOSE n \in 0..2 : n >= x
====
