---- MODULE InstanceTooFewArguments ----
VARIABLE x
C(n) == INSTANCE Cell WITH value <- x, Size <- n
Init == C!Init
Next == C(3)!Next
====
