----------------------------- MODULE FunctionSets -----------------------------
\* Sets of functions: enumerated, filtered, chosen from, with an empty domain and range.
EXTENDS Naturals, FiniteSets

VARIABLES perm

Injective(f) == \A i, j \in DOMAIN f : f[i] = f[j] => i = j
Perms == {f \in [1..3 -> 1..3] : Injective(f)}
Compose(f, g) == [i \in 1..3 |-> f[g[i]]]
Inverse(f) == CHOOSE g \in Perms : Compose(f, g) = [i \in 1..3 |-> i]

Init == perm = [i \in 1..3 |-> (i % 3) + 1]

Next == \/ perm' = Compose(perm, [perm EXCEPT ![1] = perm[2], ![2] = perm[1]])
        \/ perm' = Inverse(perm)

Counts ==
    /\ Cardinality(Perms) = 6 /\ Cardinality([{} -> {1, 2}]) = 1
    /\ [{1} -> {}] = {} /\ [{} -> {}] = {<<>>}
    /\ perm \in Perms /\ perm \in [1..3 -> Nat]
=============================================================================
