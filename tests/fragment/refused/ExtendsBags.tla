----------------------------- MODULE ExtendsBags -----------------------------
\* A standard module that is not read: multisets are functions to numbers.
EXTENDS Naturals, Bags
\*                ^^^^ Bags
VARIABLE b
Init == b = EmptyBag
Next == b' = b (+) SetToBag({1}) /\ BagCardinality(b) < 2
=============================================================================
