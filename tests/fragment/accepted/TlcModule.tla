------------------------------ MODULE TlcModule ------------------------------
\* Operators of the module TLC: Print, PrintT and Assert have the value they are given.
EXTENDS Naturals, TLC

VARIABLE x

ASSUME PrintT(<<"assumption", 1>>)

Init == x = 0
Next ==
    /\ Assert(x < 5, "x grew too far")
    /\ x' = Print(<<"next of", x>>, (x + 1) % 5)

TypeOK == x \in 0..4 /\ Assert(TRUE, "never said")
=============================================================================
