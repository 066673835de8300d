-------------------------- MODULE EqualityOfActions --------------------------
\* Implication and equivalence over new values, once they are known; ~ over primed tests.
EXTENDS Naturals

VARIABLES x, on

Init == x = 0 /\ on \in BOOLEAN

Next ==
    /\ x' \in 0..3
    /\ on' \in BOOLEAN
    /\ x' > 1 => on'
    /\ on' <=> x' # x
    /\ ~ (x' = 3 /\ on)

Inv == x \in 0..3
=============================================================================
