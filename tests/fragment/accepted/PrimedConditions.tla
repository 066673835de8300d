--------------------------- MODULE PrimedConditions ---------------------------
\* New values read by what follows: in IF, in CASE, in quantifiers, in LET, in EXCEPT.
EXTENDS Naturals

VARIABLES x, y, f

Init == x = 0 /\ y = 0 /\ f = [i \in 0..2 |-> 0]

Next ==
    /\ x' \in 0..2
    /\ x' # x
    /\ IF x' > x THEN y' = 1 ELSE y' = 0
    /\ LET up == x' > x
           cell == IF y' = 1 THEN x ELSE x'
       IN  f' = [f EXCEPT ![cell] = IF up THEN 1 ELSE 0]
    /\ \A i \in 0..2 : f'[i] <= 1
    /\ CASE y' = 0 -> x' < 2 [] y' = 1 -> TRUE

Inv == y \in {0, 1} /\ f \in [0..2 -> {0, 1}]
=============================================================================
