-------------------------- MODULE InstanceNamedCell --------------------------
\* The cell that InstanceNamed makes several copies of.
EXTENDS Naturals
CONSTANTS Size, Step(_)
VARIABLE value

ASSUME Size \in Nat

Init == value = 0
Next == value' = Step(value) % Size
TypeOK == value \in 0..Size - 1
Stays == UNCHANGED value
LessThan(n) == value < n
=============================================================================
