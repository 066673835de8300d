---- MODULE TupleIndex ----
EXTENDS Naturals
VARIABLE x
Init == x = <<1, 2>>
Next == x' = <<x[2], x[x[2] + 1]>>
====
