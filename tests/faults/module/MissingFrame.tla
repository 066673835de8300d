---- MODULE MissingFrame ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
StepX == x < 3 /\ x' = x + 1
StepY == y < x /\ y' = y + 1 /\ UNCHANGED x
Next == StepX \/ StepY
====
