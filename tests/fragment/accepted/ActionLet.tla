------------------------------ MODULE ActionLet ------------------------------
\* LET around actions: local values, local actions, a local operator that primes.
EXTENDS Naturals

VARIABLES x, y

Init == x = 1 /\ y = 0

Step ==
    LET sum == x + y
        grown == sum + 1
        set(v) == x' = v /\ y' = v % 2
        keep == UNCHANGED <<x, y>>
    IN  \/ grown < 5 /\ set(grown)
        \/ sum > 3 /\ keep
        \/ LET back == x - 1 IN back > 0 /\ set(back)

Back == \E d \in {1, 2} : LET target == x - d IN target > 0 /\ x' = target /\ y' = y

Next == Step \/ Back

TypeOK == x \in 1..4 /\ y \in 0..1
=============================================================================
