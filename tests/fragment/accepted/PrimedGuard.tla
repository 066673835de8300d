----------------------------- MODULE PrimedGuard -----------------------------
\* Once a variable has its new value, a further x' = e, x' \in S or UNCHANGED x is a guard.
EXTENDS Naturals

VARIABLES x, y

Init == x = 0 /\ y = 0

Choose == x' \in 0..3 /\ x' = (x + 1) % 4 /\ y' = y
Agree  == x' = x /\ y' = x' /\ y' # y
Member == y' = x /\ x' = 3 - x /\ x' \in {1, 2} /\ y' \in {0, 1, 2}
Hold   == x' \in {2, 3} /\ UNCHANGED x /\ y' = 1 /\ y' <= y + 1

Next == Choose \/ Agree \/ Member \/ Hold

TypeOK == x \in 0..3 /\ y \in 0..3
=============================================================================
