---- MODULE FaultInExtendedBase ----
EXTENDS Naturals
Below(n) == n < Limit
====
