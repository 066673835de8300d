------------------------------ MODULE Spellings ------------------------------
\* The same operators in each of their spellings.
EXTENDS Naturals, Sequences

VARIABLES x, p

Init == x = 0 /\ p = FALSE

Next == x' = (x + 1) % 3 /\ p' \in BOOLEAN

Same ==
    /\ (x <= 1) \equiv (x =< 1)
    /\ (x \leq 1) <=> ~(x > 1)
    /\ (x >= 1) = (x \geq 1)
    /\ (x # 1) = (x /= 1)
    /\ (x /= 1) = ~(x = 1)
    /\ (p \land x = 0) = (p /\ x = 0)
    /\ (p \lor x = 0) = (p \/ x = 0)
    /\ (\lnot p) = (\neg p) /\ (~p) = (p = FALSE)
    /\ (p => p) /\ ((p => x = 0) <=> (~p \/ x = 0))
    /\ ({1} \cup {2}) = ({1} \union {2}) /\ ({1} \cap {2}) = ({1} \intersect {2})
    /\ ({1} \X {2}) = ({1} \times {2})
    /\ \forall i \in {1} : \exists j \in {1} : i = j
    /\ <<1>> \o <<2>> = <<1>> \circ <<2>>
    /\ [n \in {1} |-> n] = <<1>>
TypeOK == x \in 0..2 /\ p \in BOOLEAN
=============================================================================
