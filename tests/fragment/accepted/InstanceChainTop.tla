--------------------------- MODULE InstanceChainTop ---------------------------
\* The abstract step: a set that grows by one member.
VARIABLE done
CONSTANT Item

Init == done = {}
Finish(i) == i \in Item \ done /\ done' = done \cup {i}
Next == \E i \in Item : Finish(i)
TypeOK == done \subseteq Item
=============================================================================
