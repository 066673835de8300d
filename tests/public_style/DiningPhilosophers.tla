-------------------------- MODULE DiningPhilosophers --------------------------
(***************************************************************************)
(* Philosophers around a table who take the left fork first, and then all  *)
(* sit with one fork each.  Polite = TRUE: the last one takes the right    *)
(* fork first, and somebody always eats.                                   *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS NP, Polite
ASSUME NP \in Nat /\ NP > 1

Seats == 0..NP - 1

VARIABLES fork, pc
vars == << fork, pc >>

Free == NP   \* nobody's seat

Left(i)  == i
Right(i) == (i + 1) % NP

First(i)  == IF Polite /\ i = NP - 1 THEN Right(i) ELSE Left(i)
Second(i) == IF First(i) = Left(i) THEN Right(i) ELSE Left(i)

Init == /\ fork = [i \in Seats |-> Free]
        /\ pc = [i \in Seats |-> "thinks"]

Take(i, f, from, to) == /\ pc[i] = from
                        /\ fork[f] = Free
                        /\ fork' = [fork EXCEPT ![f] = i]
                        /\ pc' = [pc EXCEPT ![i] = to]

Philosopher(i) == \/ Take(i, First(i), "thinks", "hungry")
                  \/ Take(i, Second(i), "hungry", "eats")
                  \/ /\ pc[i] = "eats"
                     /\ fork' = [fork EXCEPT ![Left(i)] = Free, ![Right(i)] = Free]
                     /\ pc' = [pc EXCEPT ![i] = "thinks"]

Next == \E i \in Seats: Philosopher(i)

Spec == /\ Init /\ [][Next]_vars
        /\ \A i \in Seats : SF_vars(Philosopher(i))

NeighboursDoNotEat == \A i \in Seats: ~(pc[i] = "eats" /\ pc[Right(i)] = "eats")
StarvationFree == \A i \in Seats: []<>(pc[i] = "eats")
=============================================================================
