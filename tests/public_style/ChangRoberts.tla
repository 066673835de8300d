----------------------------- MODULE ChangRoberts -----------------------------
(***************************************************************************)
(* Leader election on a one-way ring: a node sends its number on, passes   *)
(* smaller numbers than its own, drops greater ones, and has won when its  *)
(* own comes back.  Numbers are given by a function that the model picks.  *)
(***************************************************************************)
EXTENDS Naturals, Sequences
LOCAL INSTANCE FiniteSets

CONSTANTS N, Id

Node == 1 .. N

ASSUME
    /\ N \in Nat \ {0}
    /\ \A n \in Node : Id[n] \in Nat
    /\ \A m, n \in Node : m # n => Id[m] # Id[n]

succ(n) == IF n = N THEN 1 ELSE n + 1

VARIABLES msgs, initiator, state

vars == << msgs, initiator, state >>

Init ==
    /\ initiator \in [Node -> BOOLEAN]
    /\ \E n \in Node : initiator[n]
    /\ state = [n \in Node |-> IF initiator[n] THEN "cand" ELSE "lost"]
    /\ msgs = [n \in Node |-> {}]

Start(n) ==
    /\ initiator[n]
    /\ msgs' = [msgs EXCEPT ![succ(n)] = @ \cup {Id[n]}]
    /\ initiator' = [initiator EXCEPT ![n] = FALSE]
    /\ state' = state

Receive(n) ==
    \E id \in msgs[n] :
        LET taken == [msgs EXCEPT ![n] = @ \ {id}] IN
        \/ /\ state[n] = "lost" \/ id < Id[n]
           /\ msgs' = [taken EXCEPT ![succ(n)] = @ \cup {id}]
           /\ state' = [state EXCEPT ![n] = "lost"]
           /\ UNCHANGED initiator
        \/ /\ state[n] # "lost"
           /\ id > Id[n]
           /\ msgs' = taken
           /\ UNCHANGED << initiator, state >>
        \/ /\ id = Id[n]
           /\ state[n] = "cand"
           /\ state' = [state EXCEPT ![n] = "won"]
           /\ msgs' = taken
           /\ UNCHANGED initiator

Done == /\ \A n \in Node : msgs[n] = {} /\ ~ initiator[n]
        /\ UNCHANGED vars

Next == Done \/ \E n \in Node : Start(n) \/ Receive(n)

Spec == Init /\ [][Next]_vars /\ WF_vars(Next)

MCId == << 2, 3, 1 >>
-----------------------------------------------------------------------------
TypeOK ==
    /\ msgs \in [Node -> SUBSET {Id[n] : n \in Node}]
    /\ initiator \in [Node -> BOOLEAN]
    /\ state \in [Node -> {"cand", "lost", "won"}]

OneLeader == Cardinality({n \in Node : state[n] = "won"}) =< 1

\* Not an invariant: a node that sends nothing of its own may have the smallest number.
SmallestWins == \A n \in Node : state[n] = "won" => \A m \in Node : Id[n] =< Id[m]
=============================================================================
