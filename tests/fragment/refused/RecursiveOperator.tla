-------------------------- MODULE RecursiveOperator --------------------------
\* RECURSIVE operators: a recursive function over a finite domain says the same.
EXTENDS Naturals
VARIABLE x
    RECURSIVE Sum(_)
\*  ^^^^^^^^^ RECURSIVE
Sum(n) == IF n = 0 THEN 0 ELSE n + Sum(n - 1)
Init == x = 0
Next == x' = Sum(x % 3)
=============================================================================
