---- MODULE InstanceUnknownModule ----
VARIABLE x
I == INSTANCE Nowhere
Init == x = 0
Next == x' = x
====
