---------------------------- MODULE LetDefinitions ----------------------------
\* LET: constants, operators with parameters, functions, one inside another,
\* and the same local name in two places.
EXTENDS Naturals

VARIABLES x, y

Init == LET zero == 0 IN x = zero /\ y = zero

Step ==
    LET limit == 4
        next(v) == (v + 1) % limit
        double[n \in 0..3] == IF n = 0 THEN 0 ELSE double[n - 1] + 2
    IN  /\ x' = next(x)
        /\ y' = LET half == double[x] \div 2
                    plus(v, w) == LET sum == v + w IN sum % limit
                IN  plus(half, next(y))

Reset ==
    LET limit == 2
        big == x >= limit
    IN  big /\ x' = 0 /\ UNCHANGED y

Next == Step \/ Reset

TypeOK == LET range == 0..3 IN {x, y} \subseteq range
=============================================================================
