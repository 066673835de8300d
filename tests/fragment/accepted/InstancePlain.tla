---------------------------- MODULE InstancePlain ----------------------------
\* INSTANCE without WITH: names of the instantiated module are taken from here.
Size == 4
VARIABLES value, other

INSTANCE InstancePlainCell

Init == CellInit /\ other = 1
Next == CellStep /\ other' = value

Spec == Init /\ [][Next]_<<value, other>>
=============================================================================
