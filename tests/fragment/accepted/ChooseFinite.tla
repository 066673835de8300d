----------------------------- MODULE ChooseFinite -----------------------------
\* CHOOSE over finite sets where exactly one value will do, so that every tool agrees.
EXTENDS Naturals, FiniteSets

VARIABLES todo, done

Least(set) == CHOOSE n \in set : \A m \in set : n <= m
Only(set) == CHOOSE n \in set : TRUE
PairOf(n) == CHOOSE <<p, q>> \in (0..3) \X (0..3) : p = n /\ q = 3 - n

Init == todo = 0..3 /\ done = <<3, 0>>

Take ==
    /\ todo # {}
    /\ todo' = todo \ {Least(todo)}
    /\ done' = PairOf(Least(todo))

Refill ==
    /\ Cardinality(todo) = 1
    /\ todo' = 0..Only(todo)
    /\ UNCHANGED done

Next == Take \/ Refill

Sum == done[1] + done[2] = 3
=============================================================================
