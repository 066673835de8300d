---- MODULE RedefinedStandard ----
EXTENDS Sequences
VARIABLE q
Len(s) == 0
Init == q = <<>>
Next == q' = q
====
