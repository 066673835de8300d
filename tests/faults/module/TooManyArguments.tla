---- MODULE TooManyArguments ----
EXTENDS Naturals
VARIABLE x
Next3(n) == (n + 1) % 3
Init == x = 0
Next == x' = Next3(x, 1)
====
