---- MODULE ExtendedTwice ----
EXTENDS FirstZero, SecondZero
VARIABLE x
Init == x = Zero
Next == x' = x
====
