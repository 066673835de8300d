---- MODULE MixedTimesDivide ----
EXTENDS Naturals
VARIABLE x
Init == x = 2 * 3 \div 4
Next == x' = x
====
