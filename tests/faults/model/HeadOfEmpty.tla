---- MODULE HeadOfEmpty ----
EXTENDS Naturals, Sequences
VARIABLE q
Init == q = <<1, 2>>
Next == Head(q) > 0 /\ q' = Tail(q)
====
