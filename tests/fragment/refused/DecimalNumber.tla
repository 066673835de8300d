---------------------------- MODULE DecimalNumber ----------------------------
\* A number with a decimal point.
EXTENDS Naturals
VARIABLE x
Init == x = 1.5
\*          ^^^ 1.5
Next == x' = x
=============================================================================
