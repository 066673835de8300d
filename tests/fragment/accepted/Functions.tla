------------------------------ MODULE Functions ------------------------------
\* Functions as values: built, applied, updated, of functions, from a function set.
EXTENDS Naturals

CONSTANTS Cpu, Page

VARIABLES seen, clock

vars == <<seen, clock>>

TypeOK ==
    /\ seen  \in [Cpu -> [Page -> BOOLEAN]]
    /\ clock \in [Cpu -> 0..2]

Init ==
    /\ seen = [c \in Cpu |-> [p \in Page |-> FALSE]]
    /\ clock \in [Cpu -> {0, 1}]

Look(c, p) ==
    /\ ~ seen[c][p]
    /\ seen' = [d \in Cpu |->
                  [q \in Page |-> IF d = c /\ q = p THEN TRUE ELSE seen[d][q]]]
    /\ UNCHANGED clock

Tick(c) ==
    /\ clock' = [d \in Cpu |-> IF d = c THEN (clock[d] + 1) % 3 ELSE clock[d]]
    /\ seen' = seen

Next == \E c \in Cpu : Tick(c) \/ \E p \in Page : Look(c, p)

Spec == Init /\ [][Next]_vars
=============================================================================
