---- MODULE TailOfEmpty ----
EXTENDS Sequences
VARIABLE q
Init == q = <<1, 2>>
Next == q' = Tail(q)
====
