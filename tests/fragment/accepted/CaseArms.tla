------------------------------- MODULE CaseArms -------------------------------
\* CASE with OTHER and without, as a value and with actions in its arms.
EXTENDS Naturals

VARIABLES light, count

After(l) ==
    CASE l = "green"  -> "amber"
      [] l = "amber"  -> "red"
      [] l = "red"    -> "green"

Weight(l) == CASE l = "green" -> 2 [] l = "red" -> 3 [] OTHER -> 1

Init == light = "red" /\ count = 0

Next ==
    CASE count < Weight(light) -> count' = count + 1 /\ UNCHANGED light
      [] OTHER                 -> count' = 0 /\ light' = After(light)

TypeOK == light \in {"green", "amber", "red"} /\ count \in 0..3
=============================================================================
