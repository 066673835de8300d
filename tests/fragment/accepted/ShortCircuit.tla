----------------------------- MODULE ShortCircuit -----------------------------
\* /\, \/, =>, IF, CASE and quantifiers stop at what decides them: what stands to the right
\* is not evaluated, though it would be an error.
EXTENDS Naturals

VARIABLES x, f

Init == x = 0 /\ f = <<>>

Next ==
    \/ x # 0 /\ 6 \div x > 2 /\ x' = x + 1 /\ f' = f
    \/ x \notin DOMAIN f /\ x' = 1 /\ f' = [i \in 1..2 |-> i]
    \/ x \in DOMAIN f /\ f[x] = 2 /\ x' = 0 /\ UNCHANGED f

Guarded ==
    /\ x # 0 => 6 \div x < 7
    /\ x = 0 \/ 6 % x < 6
    /\ IF x \in DOMAIN f THEN f[x] = x ELSE TRUE
    /\ CASE x = 0 -> TRUE [] x # 0 -> 1 \div x >= 0
    /\ \A i \in DOMAIN f : f[i] > 0
    /\ \E i \in 0..3 : i = 0 \/ 6 \div i = 9
    /\ {i \in 0..2 : i # 0 /\ 2 \div i = 1} = {2}
=============================================================================
