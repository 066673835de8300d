---------------------------- MODULE TlcRegisters ----------------------------
\* TLC's registers are a side effect of its search.
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0 /\ TLCSet(1, 0)
\*               ^^^^^^ TLCSet
Next == x' = (x + 1) % 3
=============================================================================
