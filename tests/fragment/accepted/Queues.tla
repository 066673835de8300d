-------------------------------- MODULE Queues --------------------------------
\* A sequence in each cell of a function, of records with a tuple inside.
EXTENDS Naturals, Sequences

CONSTANT Node

VARIABLES inbox, clock

Init ==
    /\ inbox = [n \in Node |-> <<>>]
    /\ clock = [n \in Node |-> 0]

Send(m, n) ==
    /\ m # n
    /\ clock[m] < 2
    /\ clock' = [clock EXCEPT ![m] = @ + 1]
    /\ inbox' = [inbox EXCEPT ![n] = Append(@, [at |-> clock'[m], route |-> <<m, n>>])]

Receive(n) ==
    /\ inbox[n] # <<>>
    /\ LET m == Head(inbox[n])
       IN  clock' = [clock EXCEPT ![n] = IF m.at > @ THEN m.at ELSE @]
    /\ inbox' = [inbox EXCEPT ![n] = Tail(@)]

Next == \E n \in Node : Receive(n) \/ \E m \in Node : Send(m, n)

RoutesEndHere == \A n \in Node : \A i \in 1..Len(inbox[n]) : inbox[n][i].route[2] = n
NoRepeats == \A n \in Node, i, j \in 1..2 :
    (i < j /\ j <= Len(inbox[n])) => inbox[n][i].at < inbox[n][j].at
=============================================================================
