----------------------------- MODULE ExtendsFiles -----------------------------
\* A root module over another file, adding a variable of its own.
EXTENDS ExtendsFilesBase

VARIABLE last

vars == <<level, last>>

TypeOK == LevelOK /\ last \in {"none", "up", "down"}

Init == level = 0 /\ last = "none"

Next ==
    \/ Raise /\ last' = "up"
    \/ Drop  /\ last' = "down"

Spec == Init /\ [][Next]_vars
=============================================================================
