---- MODULE MixedUnionIntersection ----
VARIABLE s
Init == s = {1} \cup {2} \cap {3}
Next == s' = s
====
