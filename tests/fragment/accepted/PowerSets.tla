------------------------------ MODULE PowerSets ------------------------------
\* SUBSET, UNION, sets of sets, Cardinality of them.
EXTENDS Naturals, FiniteSets

CONSTANT Node

VARIABLES groups, quorum

Quorums == {q \in SUBSET Node : 2 * Cardinality(q) > Cardinality(Node)}

ASSUME \A p, q \in Quorums : p \cap q # {}

Init == groups = {} /\ quorum \in Quorums

Form ==
    \E g \in SUBSET Node :
        /\ g # {} /\ g \cap UNION groups = {}
        /\ groups' = groups \cup {g}
        /\ UNCHANGED quorum

Elect ==
    /\ UNION groups \in Quorums
    /\ quorum' = UNION groups
    /\ groups' = {}

Next == Form \/ Elect

TypeOK == groups \in SUBSET (SUBSET Node) /\ quorum \in SUBSET Node
Disjoint == \A g, h \in groups : g = h \/ g \cap h = {}
Count == Cardinality(SUBSET Node) = 2 ^ Cardinality(Node)
=============================================================================
