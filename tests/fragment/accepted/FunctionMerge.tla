---------------------------- MODULE FunctionMerge ----------------------------
\* TLC's @@ and :>, the left operand winning; functions with growing domains.
EXTENDS Naturals, TLC

VARIABLE store

Init == store = (0 :> "zero")

Write(k, v) == store' = (k :> v) @@ store
Keep(k, v) == k \notin DOMAIN store /\ store' = store @@ (k :> v)
Cut == DOMAIN store = 0..2 /\ store' = 0 :> "zero" @@ 1 :> "one"

Next == Cut \/ \E k \in 1..2 : Write(k, "a") \/ Keep(k, "b")

ZeroStays == store[0] = "zero"
Merged == ("x" :> 1 @@ "y" :> 2) = [x |-> 1, y |-> 2]
LeftWins == ((1 :> "l") @@ (1 :> "r") @@ (2 :> "r")) = <<"l", "r">>
=============================================================================
