---- MODULE UnclosedTuple ----
VARIABLES x, y
Init == <<x, y>> = <<0, 0
Next == UNCHANGED <<x, y>>
====
