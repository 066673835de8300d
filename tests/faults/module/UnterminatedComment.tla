---- MODULE UnterminatedComment ----
VARIABLE x
(* This comment (* and one inside *) has no end.
Init == x = 0
Next == x' = x
====
