---- MODULE MissingFrameInBranch ----
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next ==
    IF x < 3
      THEN x' = x + 1 /\ y' = y
      ELSE x' = 0
====
