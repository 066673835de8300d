-------------------------- MODULE RecursiveFunctions --------------------------
\* Functions defined by recursion over a finite domain, in a module and in a LET.
EXTENDS Naturals, FiniteSets

VARIABLES f, total

Factorial[n \in 0..5] == IF n = 0 THEN 1 ELSE n * Factorial[n - 1]

SumUpTo(g, top) ==
    LET sum[i \in 0..top] == IF i = 0 THEN 0 ELSE g[i] + sum[i - 1]
    IN  sum[top]

\* Over the subsets of a set: one element after the other.
Size(set) ==
    LET size[s \in SUBSET set] ==
            IF s = {} THEN 0
            ELSE 1 + size[s \ {CHOOSE e \in s : \A d \in s : e <= d}]
    IN  size[set]

Init == f = [i \in 1..2 |-> 0] /\ total = 0

Next ==
    \E i \in 1..2 :
        /\ f' = [f EXCEPT ![i] = (@ + 1) % 3]
        /\ total' = SumUpTo(f', 2)

TotalIsSum == total = SumUpTo(f, 2)
Values == Factorial[5] = 120 /\ Size({3, 5, 7}) = Cardinality({3, 5, 7})
=============================================================================
