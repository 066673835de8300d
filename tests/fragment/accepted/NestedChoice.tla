----------------------------- MODULE NestedChoice -----------------------------
\* Choice inside an action: disjunctions under conjunctions and quantifiers under both,
\* with the order in which variables get their values differing between the branches.
EXTENDS Naturals

VARIABLES x, y, z

Init == /\ \/ x = 0
           \/ x = 2
        /\ y = x
        /\ \E k \in {0, 1} : z = k

Next ==
    /\ \/ x' = 0 /\ z = 1
       \/ \E d \in 1..2 :
            /\ x + d <= 3
            /\ x' = x + d
            /\ \/ d = 1
               \/ z = 0
    /\ \/ y' = x'
       \/ y' = 0 /\ x' > 1
    /\ z' = IF x' > y' THEN 1 ELSE 0

TypeOK == x \in 0..3 /\ y \in 0..3 /\ z \in 0..1
=============================================================================
