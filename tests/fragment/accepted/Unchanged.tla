------------------------------ MODULE Unchanged ------------------------------
\* UNCHANGED of a variable, of a tuple, of named tuples inside one another, and of all.
EXTENDS Naturals

VARIABLES a, b, c, d

left == <<a, b>>
right == <<c, d>>
vars == <<left, right>>

Init == a = 0 /\ b = 0 /\ c = 0 /\ d = 0

StepA == a' = 1 - a /\ UNCHANGED b /\ UNCHANGED right
StepB == b' = a /\ UNCHANGED <<a, right>>
StepC == c' = b /\ UNCHANGED <<left, d>>
StepD == d' = c /\ UNCHANGED <<left, <<c>>>>
Rest  == d = 1 /\ UNCHANGED vars

Next == StepA \/ StepB \/ StepC \/ StepD \/ Rest

Spec == Init /\ [][Next]_vars

TypeOK == {a, b, c, d} \subseteq {0, 1}
=============================================================================
