---- MODULE InfiniteStrings ----
VARIABLE s
Init == s = "a"
Next == s' \in STRING
====
