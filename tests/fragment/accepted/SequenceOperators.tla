-------------------------- MODULE SequenceOperators --------------------------
\* A bounded channel: Append, Head, Tail, Len, \o, SubSeq, and Seq in the type invariant.
EXTENDS Naturals, Sequences

CONSTANT Msg

VARIABLES queue, got

vars == <<queue, got>>

TypeOK == queue \in Seq(Msg) /\ got \in Seq(Msg) /\ Len(queue) <= 2

Init == queue = <<>> /\ got = << >>

Send(m) ==
    /\ Len(queue) < 2
    /\ queue' = Append(queue, m)
    /\ got' = got

Receive ==
    /\ queue # <<>>
    /\ got' = IF Len(got) < 2 THEN got \o <<Head(queue)>> ELSE SubSeq(got, 2, 2) \o <<Head(queue)>>
    /\ queue' = Tail(queue)

Next == Receive \/ \E m \in Msg : Send(m)

Spec == Init /\ [][Next]_vars

Lengths == Len(got \o queue) = Len(got) + Len(queue)
Indices == DOMAIN queue = 1..Len(queue) /\ SubSeq(queue, 2, 1) = <<>>
=============================================================================
