------------------------------- MODULE Theorems -------------------------------
\* Theorems and proofs are for another tool: they are read over.
EXTENDS Naturals

VARIABLE x

Init == x = 0
Next == x' = (x + 1) % 3
Spec == Init /\ [][Next]_x
InRange == x \in 0..2

THEOREM Spec => []InRange
THEOREM Safety == Spec => []InRange
<1>1. Init => InRange
  BY DEF Init, InRange
<1>2. InRange /\ [Next]_x => InRange'
  <2> SUFFICES ASSUME InRange, Next PROVE InRange'
    OBVIOUS
  <2> QED
    BY DEF Next, InRange
<1>3. QED
  BY <1>1, <1>2
LEMMA ASSUME NEW n \in Nat, n < 3 PROVE n \in 0..2
  OMITTED
PROPOSITION TRUE
COROLLARY Spec => <>(x = 2)
PROOF OBVIOUS
=============================================================================
