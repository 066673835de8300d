---- MODULE DomainOfNumber ----
VARIABLE s
Init == s = DOMAIN 3
Next == s' = s
====
