---- MODULE LocalHolder ----
LOCAL Hidden == 0
Shown == 1
====
