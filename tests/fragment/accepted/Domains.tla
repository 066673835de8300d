------------------------------- MODULE Domains -------------------------------
\* DOMAIN of functions, records, tuples and sequences; functions whose domain changes.
EXTENDS Naturals, Sequences

VARIABLES memo, log

Init == memo = [k \in {} |-> 0] /\ log = <<>>

Put(k, v) ==
    /\ k \notin DOMAIN memo
    /\ memo' = [j \in DOMAIN memo \cup {k} |-> IF j = k THEN v ELSE memo[j]]
    /\ log' = IF Len(log) < 2 THEN Append(log, k) ELSE <<k>>

Drop(k) ==
    /\ k \in DOMAIN memo
    /\ memo' = [j \in DOMAIN memo \ {k} |-> memo[j]]
    /\ UNCHANGED log

Next == \E k \in 1..2 : Drop(k) \/ \E v \in {0, 1} : Put(k, v)

DomainsAgree ==
    /\ DOMAIN memo \subseteq 1..2
    /\ DOMAIN log = 1..Len(log)
    /\ DOMAIN [a |-> 1, b |-> 2] = {"a", "b"}
    /\ DOMAIN <<"x", "y">> = {1, 2}
    /\ DOMAIN <<>> = {}
=============================================================================
