---------------------------- MODULE SpecSubscript ----------------------------
\* A specification whose subscript is a tuple written in place, with fairness beside it.
EXTENDS Naturals

VARIABLES x, y

Init == x \in {0, 1} /\ y = 0

StepX == x < 3 /\ x' = x + 1 /\ y' = y
StepY == y < x /\ y' = y + 1 /\ x' = x
Done  == x = 3 /\ y = 3 /\ UNCHANGED <<x, y>>

Next == StepX \/ StepY \/ Done

Spec ==
    /\ Init
    /\ [][Next]_<<x, y>>
    /\ WF_<<x, y>>(StepX)
    /\ WF_<<x, y>>(StepY)

Behind == y <= x
=============================================================================
