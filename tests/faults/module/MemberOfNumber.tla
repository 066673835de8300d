---- MODULE MemberOfNumber ----
VARIABLE x
Init == x \in 5
Next == x' = x
====
