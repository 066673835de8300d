----------------------------- MODULE Conditionals -----------------------------
\* IF as a value, as a state predicate, nested, and with actions in its branches.
EXTENDS Integers

VARIABLES x, dir

Sign(n) == IF n < 0 THEN -1 ELSE IF n = 0 THEN 0 ELSE 1

Init == IF TRUE THEN x = 0 /\ dir = 1 ELSE x = 9 /\ dir = 9

Next ==
    IF x = 2 /\ dir = 1
      THEN dir' = -1 /\ x' = x
      ELSE IF x = -2 /\ dir = -1
             THEN /\ dir' = 1
                  /\ UNCHANGED x
             ELSE /\ x' = x + (IF Sign(x) = 0 THEN 2 * dir ELSE dir)
                  /\ UNCHANGED dir

TypeOK == x \in -2..2 /\ dir \in {-1, 1}
Reached == IF dir = 1 THEN x >= -2 ELSE x =< 2
=============================================================================
