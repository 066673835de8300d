---- MODULE FirstZero ----
Zero == 0
====
