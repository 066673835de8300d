---- MODULE InstanceUnknownOperator ----
VARIABLE x
C == INSTANCE Cell WITH value <- x, Size <- 3
Init == C!Init
Next == C!Next \/ C!Stop
====
