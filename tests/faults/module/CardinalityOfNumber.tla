---- MODULE CardinalityOfNumber ----
EXTENDS FiniteSets
VARIABLE x
Init == x = Cardinality(3)
Next == x' = x
====
