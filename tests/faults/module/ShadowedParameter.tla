---- MODULE ShadowedParameter ----
VARIABLE x
Same(x) == x = x
Init == Same(0)
Next == x' = x
====
