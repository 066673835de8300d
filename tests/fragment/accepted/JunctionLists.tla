---------------------------- MODULE JunctionLists ----------------------------
\* Junction lists inside one another, with lists beside infix operators:
\* indentation alone says where each item ends.
EXTENDS Naturals

VARIABLES x, y

Init ==
    /\ x = 0
    /\ \/ y = 0
       \/ /\ y = 1
          /\ x = 0

Next ==
    \/ /\ x < 3
       /\ \/ y = 0
          \/ /\ y > 0
             /\ y < 3
       /\ x' = x + 1
       /\ y' = y
    \/ /\ x = 3 \/ y = 2
       /\ x' = 0
       /\ y' = (y + 1) % 3
    \/ /\ x > 1 => y = 1
       /\ x = 2
       /\ \/ x' = 1 /\ y' = 2
          \/ /\ x' = 2
             /\ y' = 0

Ordered ==
    /\ x \in 0..3
    /\ \/ y < 3
       \/ FALSE
    /\ ~ /\ x = 3
         /\ y = 3
=============================================================================
