----------------------------- MODULE AngleAction -----------------------------
\* <<A>>_v as an action: A, and v changes.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Step == x' \in {x, (x + 1) % 3}
Next == <<Step>>_x
TypeOK == x \in 0..2
=============================================================================
