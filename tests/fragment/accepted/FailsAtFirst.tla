----------------------------- MODULE FailsAtFirst -----------------------------
\* An initial state violates the invariant: a trace of one state.
EXTENDS Naturals

VARIABLE x

Init == x \in 0..2
Next == x' = (x + 1) % 3

NotTwo == x # 2
=============================================================================
