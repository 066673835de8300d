----------------------------- MODULE HigherOrder -----------------------------
\* Operators as arguments: named ones, LAMBDA, infix ones, and one that is passed on.
EXTENDS Naturals

VARIABLES x, s

Twice(F(_), v) == F(F(v))
Combine(Op(_, _), v, w) == Op(v, w)
Image(F(_), set) == {F(e) : e \in set}
All(P(_), set) == \A e \in set : P(e)
Forward(G(_), v) == Twice(G, v)

Inc(n) == (n + 1) % 5
Even(n) == n % 2 = 0

Init == x = 0 /\ s = {0}

Next ==
    \/ x' = Forward(Inc, x) /\ s' = Image(Inc, s)
    \/ x' = Combine(+, x, 1) % 5 /\ s' = s \cup {Twice(LAMBDA n : (2 * n) % 5, x)}

TypeOK ==
    /\ x \in 0..4
    /\ All(LAMBDA n : n \in 0..4, s)
    /\ All(Even, {0, 2, 4})
=============================================================================
