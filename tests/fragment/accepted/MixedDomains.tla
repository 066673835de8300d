----------------------------- MODULE MixedDomains ----------------------------
\* A function whose arguments are a model value and numbers, and sets of sets, some of them empty.
EXTENDS Integers

CONSTANT None

VARIABLES owner, groups

Who == {None} \cup 0..1

Init == owner = [w \in Who |-> FALSE] /\ groups = {{}}

Take(w) == owner' = [owner EXCEPT ![w] = ~ @] /\ UNCHANGED groups
Both    == owner' = [owner EXCEPT ![1] = owner[None], ![None] = TRUE] /\ UNCHANGED groups
Gather(w) == /\ \/ groups' = {{w}} \cup groups
                \/ groups' = groups \cup {{w}, {}}
             /\ UNCHANGED owner

Next == Both \/ \E w \in Who : Take(w) \/ Gather(w)

Inv == owner \in [Who -> BOOLEAN] /\ groups \subseteq SUBSET Who
=============================================================================
