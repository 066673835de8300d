------------------------------ MODULE FailsLate ------------------------------
\* An account two tellers withdraw from without looking again: it is overdrawn.
EXTENDS Integers

CONSTANT Teller

VARIABLES balance, read, pc

vars == <<balance, read, pc>>

Init ==
    /\ balance = 3
    /\ read = [t \in Teller |-> 0]
    /\ pc = [t \in Teller |-> "idle"]

Read(t) ==
    /\ pc[t] = "idle"
    /\ read' = [read EXCEPT ![t] = balance]
    /\ pc' = [pc EXCEPT ![t] = "decide"]
    /\ UNCHANGED balance

Pay(t) ==
    /\ pc[t] = "decide"
    /\ IF read[t] >= 2
         THEN /\ balance' = balance - 2
              /\ pc' = [pc EXCEPT ![t] = "done"]
         ELSE /\ pc' = [pc EXCEPT ![t] = "idle"]
              /\ balance' = balance
    /\ UNCHANGED read

Next == \E t \in Teller : Read(t) \/ Pay(t)

Spec == Init /\ [][Next]_vars

NeverOverdrawn == balance >= 0
=============================================================================
