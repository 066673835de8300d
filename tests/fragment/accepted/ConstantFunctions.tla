-------------------------- MODULE ConstantFunctions --------------------------
\* Constants that a model defines by operators: functions, records, sequences, relations.
EXTENDS Naturals, Sequences, TLC

CONSTANTS Graph, Script, Options

ASSUME Graph \in SUBSET (Nat \X Nat) /\ Script \in Seq(STRING)

VARIABLES at, step

MCGraph == {<<0, 1>>, <<1, 2>>, <<2, 0>>, <<1, 0>>}
MCScript == <<"go", "wait", "go">>
MCOptions == [wrap |-> TRUE, cost |-> "go" :> 1 @@ "wait" :> 0]

Init == at = 0 /\ step = 1

Next ==
    /\ \/ Options.cost[Script[step]] = 0 /\ at' = at
       \/ Script[step] = "go" /\ \E <<m, n>> \in Graph : m = at /\ at' = n
    /\ step' = IF step < Len(Script) THEN step + 1
               ELSE IF Options.wrap THEN 1 ELSE step

TypeOK == at \in 0..2 /\ step \in DOMAIN Script
=============================================================================
