--------------------------- MODULE PrimedOperators ---------------------------
\* Primes of whole expressions: of an operator, of an application, of a parenthesis.
EXTENDS Naturals

VARIABLES x, f

Sum == x + f[1]
Low(bound) == x < bound

Init == x = 0 /\ f = [i \in 1..2 |-> 0]

Bump ==
    /\ x' = (x + 1) % 4
    /\ \E i \in 1..2 : f' = [f EXCEPT ![i] = x]
    /\ Low(3)'
    /\ f'[1] # 2
    /\ (x + f[2])' < 5

Reset ==
    /\ Sum > 1
    /\ f' = f
    /\ x' \in 0..3
    /\ Sum' < Sum

Next == Bump \/ Reset

Bounded == Sum \in 0..5
=============================================================================
