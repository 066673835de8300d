------------------------------ MODULE Precedence ------------------------------
\* What binds tighter than what, where TLA+ says so without parentheses.
EXTENDS Integers, Sequences

VARIABLE x

Init == x = 0
Next == (x' = 1 + x + x - x /\ x < 2) \/ (x = 2 /\ x' = 0)

Table ==
    /\ ~TRUE \/ TRUE                       \* (~TRUE) \/ TRUE
    /\ ~ 1 = 2                             \* ~(1 = 2)
    /\ (FALSE => FALSE /\ FALSE)           \* /\ before =>
    /\ (TRUE <=> TRUE \/ FALSE)
    /\ 1 + 2 = 3 /\ 3 < 2 + 2
    /\ 1 \in {1} \cup {2} /\ {1} \cup {2} = {2} \cup {1}
    /\ 10 - 4 - 3 = 3 /\ 2 * 3 * 4 = 24 /\ TRUE /\ TRUE
    /\ <<1>> \o <<2>> \o <<3>> = <<1, 2, 3>>
    /\ 1..1 + 1 = {1, 2}                   \* + before ..
    /\ [i \in 1..2 |-> i][2] = 2
    /\ (\A i \in 1..2 : i > 0 /\ i < 3) /\ (\E i \in 1..2 : i = 1 \/ FALSE)
    /\ (IF TRUE THEN 1 ELSE 0 + 5) = 1     \* ELSE takes all that follows
    /\ (LET k == 1 IN k + 1) = 2
    /\ SUBSET {} \cup {{1}} = SUBSET {1}   \* (SUBSET {}) \cup {{1}}
    /\ DOMAIN <<7>> = {1}
    /\ -1 + 2 = 1 /\ 2 - 1 = 1
=============================================================================
