---------------------------- MODULE RecursiveInLet ----------------------------
\* RECURSIVE inside a LET.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next ==
    LET RECURSIVE Down(_)
    \*  ^^^^^^^^^ RECURSIVE
        Down(n) == IF n = 0 THEN 0 ELSE Down(n - 1)
    IN  x' = Down(2)
=============================================================================
