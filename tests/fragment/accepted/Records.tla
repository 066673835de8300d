------------------------------- MODULE Records -------------------------------
\* Records, sets of records, fields, and records as functions of strings.
EXTENDS Naturals

VARIABLES msgs, box

Message == [kind : {"ask"}, from : 1..2] \cup [kind : {"reply"}, from : 1..2, value : 0..1]

TypeOK == msgs \subseteq Message /\ box \in [full : BOOLEAN, value : 0..1]

Init ==
    /\ msgs = {}
    /\ box = [full |-> FALSE, value |-> 0]

Ask(i) ==
    /\ msgs' = msgs \cup {[kind |-> "ask", from |-> i]}
    /\ UNCHANGED box

Reply(m, v) ==
    /\ m.kind = "ask"
    /\ \A r \in msgs : r.kind = "reply" => r.from # m.from
    /\ msgs' = msgs \cup {[kind |-> "reply", from |-> m.from, value |-> v]}
    /\ UNCHANGED box

Receive(m) ==
    /\ m.kind = "reply"
    /\ ~ box.full
    /\ box' = [value |-> m.value, full |-> TRUE]
    /\ msgs' = msgs \ {m}

Drain == box.full /\ box' = [box EXCEPT !.full = FALSE] /\ UNCHANGED msgs

Next ==
    \/ \E i \in 1..2 : Ask(i)
    \/ \E m \in msgs : Receive(m) \/ \E v \in 0..1 : Reply(m, v)
    \/ Drain

AsFunction == box = [f \in {"full", "value"} |-> IF f = "full" THEN box.full ELSE box["value"]]
Fields == \A m \in msgs : ("value" \in DOMAIN m) <=> (m.kind = "reply")
=============================================================================
