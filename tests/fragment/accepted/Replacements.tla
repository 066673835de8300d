----------------------------- MODULE Replacements -----------------------------
\* A model that puts operators in the place of constants, of a definition and of Nat.
EXTENDS Naturals

CONSTANTS Size, Next3(_), Start, Pair

VARIABLE x

Width == 100

SmallWidth == 6
ModelSize == SmallWidth - 1
ModelNext(n) == (n + 3) % Width
ModelNat == 0..ModelSize
ModelStart == {0, 1}
ModelPair == <<2, 4>>

Init == x \in Start
Next == x' = Next3(x) \/ \E n \in Nat : n = Pair[1] /\ x' = n

TypeOK == x \in Nat /\ x <= Size /\ x < Width
=============================================================================
