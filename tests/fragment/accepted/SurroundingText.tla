This sentence, and the formula x == 3 /\ y, stand before the module, where everything is ignored.
Even (* an unclosed comment, and a "string.

---------------------------- MODULE SurroundingText ----------------------------
EXTENDS Naturals
----
VARIABLE x
--------------------------------------------------------------------------------
Init == x = 0
Next == x' = 1 - x
TypeOK == x \in 0..1
================================================================================
Results are kept here: 2 states. So is VARIABLE y, Next == FALSE and an unclosed (* comment.
---- MODULE NotThisOne ----
Init == 3
====
