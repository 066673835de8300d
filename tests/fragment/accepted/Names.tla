-------------------------------- MODULE Names --------------------------------
\* Names of unusual shapes: digits first, underscores, a letter's case, almost keywords,
\* and parameters and bound names used again elsewhere.
EXTENDS Naturals

VARIABLES x_1, X_1, 2nd, _under, INIT

Thenx == 1
isIF(IFx) == IFx = Thenx
Use(n) == n + Thenx
Again(n) == \A m \in {n} : Use(m) > n

Init == x_1 = 0 /\ X_1 = 1 /\ 2nd = 2 /\ _under = FALSE /\ INIT = "INIT"

Next ==
    /\ x_1' = X_1 /\ X_1' = 2nd /\ 2nd' = x_1
    /\ _under' = isIF(x_1)
    /\ \/ \E n \in {"a"} : INIT' = n
       \/ \E n \in {"b"} : INIT' = n

Inv == {x_1, X_1, 2nd} = 0..2 /\ Again(x_1) /\ _under \in BOOLEAN
=============================================================================
