------------------------------ MODULE SetAlgebra ------------------------------
\* Union, intersection, difference, inclusion, membership, equality of sets.
EXTENDS Naturals, FiniteSets

VARIABLES a, b

Universe == 1..3

Init == a = {} /\ b = Universe

Move ==
    \E e \in b \ a :
        /\ a' = a \cup {e}
        /\ b' = b \ {e}
Back ==
    \E e \in a :
        /\ e \notin b
        /\ a' = a \ {e}
        /\ b' = {e} \union b
Swap == a' = b /\ b' = a
Both == a # {} /\ a' = a \cap {1, 1, 2} /\ b' = Universe \ a'

Next == Move \/ Back \/ Swap \/ Both

Partition ==
    /\ a \cup b = Universe
    /\ a \intersect b = {}
    /\ a \subseteq Universe /\ Universe \ a \subseteq b
    /\ Cardinality(a) + Cardinality(b) = 3
    /\ {1, 2, 2, 3} = {3, 2, 1}
    /\ {} \subseteq a
=============================================================================
