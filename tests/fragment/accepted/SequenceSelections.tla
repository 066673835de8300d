-------------------------- MODULE SequenceSelections --------------------------
\* SelectSeq, sequences of tuples and records, sequences as functions, EXCEPT on them.
EXTENDS Naturals, Sequences

VARIABLE log

Odd(e) == e.value % 2 = 1
Values(seq) == [i \in 1..Len(seq) |-> seq[i].value]
Reverse(seq) == [i \in 1..Len(seq) |-> seq[Len(seq) + 1 - i]]
Elements(seq) == {seq[i] : i \in DOMAIN seq}

Entry == [value : 0..3, by : {"a"}]

Init == log = <<>>

Write(v) == Len(log) < 3 /\ v \notin Elements(Values(log)) /\ log' = Append(log, [value |-> v, by |-> "a"])
Purge == Len(log) = 3 /\ log' = SelectSeq(log, Odd)
Turn == Len(log) > 1 /\ log' = Reverse(log)
Set(i) == i \in DOMAIN log /\ log' = [log EXCEPT ![i].value = 0]

Next == Purge \/ Turn \/ (\E v \in 1..3 : Write(v)) \/ (\E i \in 1..3 : Set(i))

TypeOK == log \in Seq(Entry) /\ Len(log) \in 0..3
Sane == /\ SelectSeq(<<1, 2, 3>>, LAMBDA n : n > 1) = <<2, 3>>
        /\ Values(Reverse(log)) = Reverse(Values(log))
        /\ \A i \in 1..Len(log) : SubSeq(log, i, i) = <<log[i]>>
        /\ <<1>> \o <<>> \o <<2, 3>> = <<1, 2, 3>>
=============================================================================
