------------------------------ MODULE FailsType ------------------------------
\* A counter leaves the range that TypeOK gives it: 0 - 1 is -1.
EXTENDS Integers

VARIABLES up, down

TypeOK == up \in 0..2 /\ down \in 0..2

Init == up = 0 /\ down = 2
Next == \/ up < 2 /\ up' = up + 1 /\ UNCHANGED down
        \/ up > 0 /\ down >= 0 /\ down' = down - up /\ up' = 0
        \/ up = 0 /\ down' = 2 /\ down < 1 /\ UNCHANGED up
=============================================================================
