---- MODULE ChainedMembership ----
VARIABLE x
Init == x \in {0} \in {{0}}
Next == x' = x
====
