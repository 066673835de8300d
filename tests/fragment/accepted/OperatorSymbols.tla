--------------------------- MODULE OperatorSymbols ---------------------------
\* Symbols that the module itself defines: infix, prefix minus and postfix.
EXTENDS Naturals

VARIABLE clock

a (+) b == (a + b) % 4
a \sqsubseteq b == a[1] <= b[1] /\ a[2] <= b[2]
a ++ b == <<a[1] (+) b[1], a[2] (+) b[2]>>
-. a == (4 - a) % 4
a ^# == a (+) a
a %% b == <<a, b>>

Init == clock = <<0, 0>>

Next ==
    \/ clock' = clock ++ <<1, 0>>
    \/ clock' = <<clock[1], clock[1]^#>>
    \/ clock' = (-clock[2]) %% clock[2]

TypeOK == clock \in (0..3) \X (0..3)
Below == clock \sqsubseteq <<3, 3>>
=============================================================================
