---- MODULE InfiniteSequences ----
EXTENDS Naturals, Sequences
VARIABLE q
Init == q \in Seq({1, 2})
Next == q' = q
====
