------------------------- MODULE InstanceChainMiddle -------------------------
\* Between the two: it instantiates one module and is instantiated by another.
EXTENDS Naturals
CONSTANT Item
VARIABLES state

Finished == {i \in Item : state[i] = 2}
Above == INSTANCE InstanceChainTop WITH done <- Finished

Init == state = [i \in Item |-> 0]
Step(i) == state[i] < 2 /\ state' = [state EXCEPT ![i] = @ + 1]
=============================================================================
