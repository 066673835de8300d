---- MODULE Cell ----
EXTENDS Naturals
CONSTANT Size
VARIABLE value
Init == value = 0
Next == value' = (value + 1) % Size
====
