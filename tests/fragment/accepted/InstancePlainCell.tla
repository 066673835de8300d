-------------------------- MODULE InstancePlainCell --------------------------
\* A cell that counts modulo Size; InstancePlain supplies both names.
EXTENDS Naturals
CONSTANT Size
VARIABLE value

CellInit == value = 0
CellStep == value' = (value + 1) % Size
CellOK == value \in 0..Size - 1
=============================================================================
