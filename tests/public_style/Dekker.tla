-------------------------------- MODULE Dekker --------------------------------
(***************************************************************************)
(* Dekker's mutual exclusion of two processes, in the shape that PlusCal's *)
(* translator gives: pc is a function to label names, and every label is   *)
(* an action of its own with all variables spoken for.                     *)
(***************************************************************************)
EXTENDS Naturals

VARIABLES wants, turn, pc

vars == << wants, turn, pc >>

ProcSet == ({0, 1})

other(self) == 1 - self

Init == (* Global variables *)
        /\ wants = [i \in {0, 1} |-> FALSE]
        /\ turn \in {0, 1}
        /\ pc = [self \in ProcSet |-> "ncs"]

ncs(self) == /\ pc[self] = "ncs"
             /\ pc' = [pc EXCEPT ![self] = "want"]
             /\ UNCHANGED << wants, turn >>

want(self) == /\ pc[self] = "want"
              /\ wants' = [wants EXCEPT ![self] = TRUE]
              /\ pc' = [pc EXCEPT ![self] = "test"]
              /\ turn' = turn

test(self) == /\ pc[self] = "test"
              /\ IF wants[other(self)]
                    THEN /\ pc' = [pc EXCEPT ![self] = "defer"]
                    ELSE /\ pc' = [pc EXCEPT ![self] = "cs"]
              /\ UNCHANGED << wants, turn >>

defer(self) == /\ pc[self] = "defer"
               /\ IF turn # self
                     THEN /\ wants' = [wants EXCEPT ![self] = FALSE]
                          /\ pc' = [pc EXCEPT ![self] = "wait"]
                     ELSE /\ pc' = [pc EXCEPT ![self] = "test"]
                          /\ wants' = wants
               /\ turn' = turn

wait(self) == /\ pc[self] = "wait"
              /\ turn = self
              /\ pc' = [pc EXCEPT ![self] = "want"]
              /\ UNCHANGED << wants, turn >>

cs(self) == /\ pc[self] = "cs"
            /\ TRUE
            /\ turn' = other(self)
            /\ pc' = [pc EXCEPT ![self] = "exit"]
            /\ wants' = wants

exit(self) == /\ pc[self] = "exit"
              /\ wants' = [wants EXCEPT ![self] = FALSE]
              /\ pc' = [pc EXCEPT ![self] = "ncs"]
              /\ turn' = turn

proc(self) == ncs(self) \/ want(self) \/ test(self) \/ defer(self)
                 \/ wait(self) \/ cs(self) \/ exit(self)

Next == (\E self \in {0, 1}: proc(self))

Spec == /\ Init /\ [][Next]_vars
        /\ \A self \in {0, 1} : WF_vars(proc(self))

MutualExclusion == ~ (pc[0] = "cs" /\ pc[1] = "cs")
Typed == /\ pc \in [ProcSet -> {"ncs", "want", "test", "defer", "wait", "cs", "exit"}]
         /\ wants \in [ProcSet -> BOOLEAN] /\ turn \in ProcSet
=============================================================================
