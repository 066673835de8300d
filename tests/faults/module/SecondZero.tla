---- MODULE SecondZero ----
Zero == "none"
====
