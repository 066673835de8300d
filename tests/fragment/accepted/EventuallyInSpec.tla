--------------------------- MODULE EventuallyInSpec ---------------------------
\* Fairness of both kinds and an eventuality beside the safety part: they forbid no finite
\* behaviour here, and the search passes over them.
EXTENDS Naturals

VARIABLES x, y
vars == <<x, y>>

Init == x = 0 /\ y = 0
Up(i) == x < i /\ x' = i /\ UNCHANGED y
Reset == x > 0 /\ x' = 0 /\ y' = 1 - y
Next == Reset \/ \E i \in 1..2 : Up(i)

Fairness == WF_vars(Next) /\ \A i \in 1..2 : SF_vars(Up(i))
Spec == Init /\ [][Next]_vars /\ Fairness /\ []<>(x = 0)

TypeOK == x \in 0..2 /\ y \in 0..1
=============================================================================
