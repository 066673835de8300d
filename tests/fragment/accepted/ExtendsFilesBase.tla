--------------------------- MODULE ExtendsFilesBase ---------------------------
\* What ExtendsFiles builds on: it declares a constant, a variable and a step.
EXTENDS Naturals

CONSTANT Limit
VARIABLE level

LevelOK == level \in 0..Limit

Raise == level < Limit /\ level' = level + 1
Drop  == level > 0     /\ level' = level - 1
=============================================================================
