---------------------------- MODULE UnusedTemporal ----------------------------
\* What no configuration names may lie outside the fragment: liveness, refinement, ENABLED.
EXTENDS Naturals

VARIABLE x

Init == x = 0
Up == x < 3 /\ x' = x + 1
Down == x > 0 /\ x' = x - 1
Next == Up \/ Down

Fairness == WF_x(Up) /\ SF_x(Down)
Spec == Init /\ [][Next]_x /\ Fairness

Live == []<>(x = 0) /\ (x = 1 ~> x = 3)
CanMove == ENABLED Up \/ ENABLED <<Down>>_x
Monotone == [][x' > x]_x
Everything == \A n : n \in Nat => n >= 0
Unknown == CHOOSE v : v \notin Nat

InRange == x \in 0..3
=============================================================================
