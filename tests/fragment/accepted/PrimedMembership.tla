--------------------------- MODULE PrimedMembership ---------------------------
\* x' \in S: one successor for each member; also of filters, powersets and function sets.
EXTENDS Naturals

VARIABLES x, s, f

Init == x \in {1, 2} /\ s \in SUBSET {1, 2} /\ f \in [{1, 2} -> {0, 1}]

Next ==
    \/ x' \in {n \in 1..3 : n # x} /\ s' = s /\ f' = f
    \/ s' \in SUBSET {x} /\ UNCHANGED <<x, f>>
    \/ /\ f' \in [{1, 2} -> {0}] \cup {[f EXCEPT ![2] = 1]}
       /\ x' \in s
       /\ s' \in {{x'}, {}}

TypeOK == x \in 1..3 /\ s \subseteq 1..3 /\ f \in [{1, 2} -> {0, 1}]
=============================================================================
