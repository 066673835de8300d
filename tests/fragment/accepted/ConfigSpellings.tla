--------------------------- MODULE ConfigSpellings ---------------------------
\* A configuration in other words: plural keywords, several on a line, sets of sets, strings.
EXTENDS FiniteSets

CONSTANTS A, B, C, D, E

VARIABLE x

Start == x = A
Move == x' \in (B \cup {A}) \ {x}
Good == x # C
Fine == Cardinality(D) = 2 /\ E = {} /\ {1, 2} \in D
Near == TRUE
=============================================================================
