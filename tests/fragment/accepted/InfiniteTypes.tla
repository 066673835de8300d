---------------------------- MODULE InfiniteTypes ----------------------------
\* Nat, Int, Seq and STRING in a type invariant, where only membership is asked.
EXTENDS Integers, Sequences, FiniteSets

VARIABLES count, shift, log, table, name

TypeInvariant ==
    /\ count \in Nat
    /\ shift \in Int
    /\ log \in Seq(Nat \X STRING)
    /\ table \in [1..2 -> Nat]
    /\ name \in STRING
    /\ [n |-> count, s |-> name] \in [n : Nat, s : STRING]
    /\ {count} \subseteq Nat /\ {shift} \in SUBSET Int
    /\ IsFiniteSet({count, shift})

Init == count = 0 /\ shift = 0 /\ log = <<>> /\ table = <<0, 0>> /\ name = "start"

Next ==
    /\ count < 3
    /\ count' = count + 1
    /\ shift' \in {shift - 1, shift}
    /\ log' = Append(log, <<count, name>>)
    /\ table' = [table EXCEPT ![1 + (count % 2)] = @ + 1]
    /\ name' = IF count = 0 THEN "going" ELSE name
=============================================================================
