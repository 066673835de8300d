---- MODULE InstanceUnknownName ----
VARIABLE x
C == INSTANCE Cell WITH value <- x, Size <- 3, Volume <- 2
Init == C!Init
Next == C!Next
====
