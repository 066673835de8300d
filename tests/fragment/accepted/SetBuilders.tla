----------------------------- MODULE SetBuilders -----------------------------
\* Ranges, filters and images, with several variables and with tuple patterns.
EXTENDS Integers

VARIABLES s, pairs

Evens == {n \in 0..6 : n % 2 = 0}
Squares(set) == {n * n : n \in set}
Sums(set) == {m + n : m, n \in set}
Swapped(rel) == {<<q, p>> : <<p, q>> \in rel}
Diagonal(rel) == {<<p, q>> \in rel : p = q}
Products == {p * q : p \in 1..2, q \in {1, 3}}
NothingIn == 3..1

Init == s = NothingIn /\ pairs = {<<0, 0>>, <<0, 1>>}

Next ==
    \/ s' = {n \in Squares(Evens) : n < 10} /\ pairs' = Swapped(pairs)
    \/ s' = {n \in Sums(s) : n <= 4} /\ pairs' = Diagonal(pairs) \cup {<<1, 0>>}
    \/ s' = Products /\ UNCHANGED pairs

TypeOK == s \subseteq 0..6 /\ \A <<p, q>> \in pairs : p \in 0..1 /\ q \in 0..1
Constants == /\ NothingIn = {} /\ -1..1 = {-1, 0, 1}
             /\ Products = {1, 2, 3, 6} /\ Evens = {0, 2, 4, 6}
=============================================================================
