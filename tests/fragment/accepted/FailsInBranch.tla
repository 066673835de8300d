----------------------------- MODULE FailsInBranch -----------------------------
\* The longer of two ways violates the invariant, and the shorter one does too: the
\* trace must be the shorter.
EXTENDS Naturals

VARIABLES way, n

Init == way = "none" /\ n = 0

Next ==
    \/ way = "none" /\ way' \in {"long", "short"} /\ n' = n
    \/ way = "long" /\ n < 6 /\ n' = n + 1 /\ UNCHANGED way
    \/ way = "short" /\ n < 6 /\ n' = n + 2 /\ UNCHANGED way

BelowSix == n < 6
=============================================================================
