-------------------------- MODULE ActionComposition --------------------------
\* One action after the other as a single step.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Up == x' = (x + 1) % 4
Next == Up \cdot Up
\*      ^^^^^^^^^^^ \cdot
=============================================================================
