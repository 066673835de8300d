--------------------------- MODULE LocalNamesHelper ---------------------------
\* Its local definitions are invisible outside, so LocalNames may use the same names.
LOCAL INSTANCE Naturals

LOCAL step == 2
LOCAL Cut(n) == n % 5
Advance(n) == Cut(n + step)
=============================================================================
