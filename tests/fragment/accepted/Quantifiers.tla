----------------------------- MODULE Quantifiers -----------------------------
\* Bounded quantifiers: several variables, several bounds, tuple patterns, empty bounds.
EXTENDS Naturals

CONSTANT Node

VARIABLE edges

Pairs == Node \X Node

Init == edges = {}

Add ==
    \E m, n \in Node :
        /\ m # n
        /\ \A <<p, q>> \in edges : p # m \/ q # n
        /\ edges' = edges \cup {<<m, n>>}

Reverse ==
    \E <<m, n>> \in edges : edges' = (edges \ {<<m, n>>}) \cup {<<n, m>>}

Next == Add \/ Reverse

Irreflexive == \A m \in Node : <<m, m>> \notin edges
Typed == \A e \in edges : \E m \in Node, n \in Node : e = <<m, n>>
Mixed == \A <<p, q>> \in edges, m \in Node : <<p, q>> \in Pairs /\ m \in Node
Empty == /\ \A x \in {} : FALSE
         /\ ~ \E x \in {} : TRUE
=============================================================================
