------------------------------- MODULE DieHard -------------------------------
(***************************************************************************)
(* Two jugs without marks, a tap, and four gallons to be measured out.     *)
(* The invariant says that it cannot be done; its violation is the way.    *)
(***************************************************************************)
EXTENDS Naturals

VARIABLES big,    \* gallons in the five-gallon jug
          small   \* gallons in the three-gallon jug

TypeOK == /\ small \in 0..3
          /\ big   \in 0..5

Init == /\ big = 0
        /\ small = 0

FillSmall == /\ small' = 3
             /\ big' = big

FillBig == /\ big' = 5
           /\ small' = small

EmptySmall == small' = 0 /\ big' = big
EmptyBig   == big' = 0 /\ small' = small

Min(m, n) == IF m < n THEN m ELSE n

SmallToBig ==
    LET poured == Min(small, 5 - big)
    IN  /\ big' = big + poured
        /\ small' = small - poured

BigToSmall ==
    LET poured == Min(big, 3 - small)
    IN  /\ big' = big - poured
        /\ small' = small + poured

Next == \/ FillSmall  \/ FillBig
        \/ EmptySmall \/ EmptyBig
        \/ SmallToBig \/ BigToSmall

Spec == Init /\ [][Next]_<<big, small>>
-----------------------------------------------------------------------------
NotFour == big # 4
=============================================================================
