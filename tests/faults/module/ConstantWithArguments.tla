---- MODULE ConstantWithArguments ----
VARIABLE x
Zero == 0
Init == x = Zero(1)
Next == x' = x
====
