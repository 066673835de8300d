------------------------------- MODULE Enabled -------------------------------
\* ENABLED needs a quantifier over states.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Up == x < 3 /\ x' = x + 1
Next == Up \/ (~ ENABLED Up /\ x' = 0)
\*               ^^^^^^^ ENABLED
=============================================================================
