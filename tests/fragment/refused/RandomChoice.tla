----------------------------- MODULE RandomChoice -----------------------------
\* TLC's RandomElement has no meaning that two runs would share.
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = RandomElement(0..3)
\*           ^^^^^^^^^^^^^ RandomElement
=============================================================================
