---- MODULE FaultInExtended ----
EXTENDS FaultInExtendedBase
VARIABLE x
Init == x = 0
Next == Below(x) /\ x' = x
====
