------------------------------ MODULE Operators ------------------------------
\* Operators with parameters, defined over one another, as predicates and as actions.
EXTENDS Naturals

VARIABLES a, b

Min(x, y) == IF x < y THEN x ELSE y
Max(x, y) == IF x < y THEN y ELSE x
Clamp(x, lo, hi) == Max(lo, Min(x, hi))
Within(x, bound) == x \in 0..bound

Move(by) == a' = Clamp(a + by, 0, 4) /\ UNCHANGED b
Copy(times) == b' = Clamp(a * times, 0, 5) /\ UNCHANGED a

Init == a = 0 /\ b = 0

Next == Move(1) \/ Move(2) \/ Copy(2) \/ Copy(0)

InBounds == Within(a, 4) /\ Within(b, 5)
=============================================================================
