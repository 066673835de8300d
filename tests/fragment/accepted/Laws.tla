---- MODULE Laws ----
\* What holds of sets, functions, sequences and numbers, whatever the state, at their edges.
EXTENDS Integers, Sequences, FiniteSets, TLC
CONSTANTS None, Other
VARIABLES n, z
Init == n = 0 /\ z = {}
Next == n < 3 /\ n' = n + 1 /\ z' \in {z, z \cup {n}, {n'} \ z}
F1 == [x \in {} |-> n] = <<>> /\ 1..(n-4) = {} /\ DOMAIN <<>> = {} /\ {<<>>} = [{} -> {n}]
F2 == (\A x \in {} : 1 \div 0 = 1) /\ ({} \X {n}) = {} /\ SUBSET {} = {{}}
F3 == (-5 - n) \div 2 = (-((5 + n + 1) \div 2)) /\ (-5 + n) % 3 \in 0..2
F4 == (2 :> 1 @@ 1 :> 2) = <<2, 1>> /\ "a" \in STRING /\ ~(None = n) /\ None # "None"
F5 == Cardinality({z, {}, {n}}) \in 1..3 /\ Cardinality(SUBSET z) = 2^Cardinality(z)
F6 == LET q == Append(<<n>>, n + 1) IN q \o q = [i \in 1..4 |-> IF i % 2 = 1 THEN n ELSE n + 1] /\ SubSeq(q, 2, 1) = <<>> /\ Tail(q)[1] = n + 1
F7 == {x \in [1..2 -> z] : x[1] # x[2]} \subseteq [1..2 -> z] /\ [1..0 -> z] = {<<>>}
F8 == UNION {{a, b} : a \in z, b \in {n}} = (IF z = {} THEN {} ELSE z \cup {n})
F9 == [[i \in 1..2 |-> z] EXCEPT ![1] = @ \cup {9}, ![1] = @ \ {9}, ![7] = {}][1] = z \ {9}
F10 == \A S \in SUBSET z : (\E T \in SUBSET z : T \cap S = {} /\ T \cup S = z)
F11 == (CHOOSE x \in {3, 1, 2} : x > n \/ x = 3) = (IF n = 0 THEN 1 ELSE IF n = 1 THEN 2 ELSE 3)
F12 == (CASE n > 1 -> "hi" [] n < 2 -> "lo") = (IF n > 1 THEN "hi" ELSE "lo")
F13 == [a |-> n, b |-> z] = [x \in {"b", "a"} |-> IF x = "a" THEN n ELSE z]
F14 == \E <<a, b>> \in ((z \X z) \cup {<<n, n>>}) : a <= b
F15 == {<<a, b>> \in (z \cup {n}) \X {n} : a = b} = {<<n, n>>}
F16 == <<n, z>>[2] = z /\ Len(<<n, z>>) = 2 /\ <<n>> \in Seq(Nat) /\ n \in Nat /\ -1 \notin Nat
F17 == (n = 1 => z # {5}) <=> ~(n = 1 /\ z = {5})
F18 == LET f[i \in 0..n] == IF i = 0 THEN {0} ELSE f[i-1] \cup {i * i} IN Cardinality(f[n]) = n + 1
F19 == Cardinality({[i \in 1..2 |-> TRUE], <<TRUE, TRUE>>, <<TRUE, n = 1>>}) = IF n = 1 THEN 1 ELSE 2
F20 == [z -> {n}] = {[x \in z |-> n]} /\ [a : z, b : {n}] = {[a |-> x, b |-> n] : x \in z}
====
