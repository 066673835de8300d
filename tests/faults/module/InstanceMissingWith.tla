---- MODULE InstanceMissingWith ----
VARIABLE x
C == INSTANCE Cell WITH value <- x
Init == C!Init
Next == C!Next
====
