---------------------------- MODULE InstanceChain ----------------------------
\* An instance inside an instance, a variable replaced by an expression, and actions
\* of the upper module used as guards: its primes fall on the expression.
EXTENDS Naturals

VARIABLES work

M == INSTANCE InstanceChainMiddle WITH state <- work, Item <- {1, 2}

Init == M!Init /\ M!Above!Init

Next ==
    \E i \in {1, 2} :
        /\ M!Step(i)
        /\ M!Above!Finish(i) \/ M!Finished' = M!Finished

TypeOK == M!Above!TypeOK
NeverBoth == M!Above!Init \/ M!Finished # {}
=============================================================================
