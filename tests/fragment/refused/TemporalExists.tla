--------------------------- MODULE TemporalExists ---------------------------
\* A hidden variable: temporal \EE.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 2
Hidden == \EE h : h = x /\ [][h' = x']_h
\*        ^^^^^ \EE
Spec == Init /\ [][Next]_x /\ Hidden
=============================================================================
