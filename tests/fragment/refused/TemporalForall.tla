--------------------------- MODULE TemporalForall ---------------------------
\* Its dual: temporal \AA.
VARIABLE x
Init == x = 0
Next == x' \in {0, 1}
Hidden == \AA h : [](h = x)
\*        ^^^^^ \AA
Spec == Init /\ [][Next]_x /\ Hidden
=============================================================================
