---- MODULE SubSeqOutside ----
EXTENDS Naturals, Sequences
VARIABLE q
Init == q = <<1, 2>>
Next == q' = SubSeq(q, 1, 3)
====
