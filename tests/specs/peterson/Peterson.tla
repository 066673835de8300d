------------------------------- MODULE Peterson -------------------------------
(***************************************************************************)
(* Peterson's lock for two processes.                                      *)
(*                                                                         *)
(* A process raises its flag, gives the turn away, and waits until the     *)
(* other's flag is down or the turn has come back.  The two reads of the   *)
(* wait are two steps, since the other may move between them.              *)
(*                                                                         *)
(* FlagFirst = FALSE is the classical mistake: the turn is given away      *)
(* before the flag is raised.                                              *)
(*                                                                         *)
(* Not modelled: weaker memory than sequential consistency, under which    *)
(* the lock is broken without fences.                                      *)
(***************************************************************************)
EXTENDS Integers

CONSTANT FlagFirst   \* TRUE: the algorithm; FALSE: turn before flag

ASSUME FlagFirst \in BOOLEAN

VARIABLES
    \* flag[p]: does p want to enter, or is it inside?
    flag,     \* @role lock
    \* Who may go first when both want to.
    turn,     \* @role lock
    \* Where each process stands.
    pc        \* @role pc

vars == <<flag, turn, pc>>

Process == 0..1
Other(p) == 1 - p

TypeOK ==
    /\ flag \in [Process -> BOOLEAN]
    /\ turn \in Process
    /\ pc   \in [Process -> {"idle", "flagged", "turned", "readFlag", "readTurn", "critical"}]

Init ==
    /\ flag = [p \in Process |-> FALSE]
    /\ turn = 0
    /\ pc   = [p \in Process |-> "idle"]

-----------------------------------------------------------------------------
RaiseFlag(p) ==
    /\ pc[p] = IF FlagFirst THEN "idle" ELSE "turned"
    /\ flag' = [flag EXCEPT ![p] = TRUE]
    /\ pc'   = [pc EXCEPT ![p] = IF FlagFirst THEN "flagged" ELSE "readFlag"]
    /\ UNCHANGED turn

GiveTurn(p) ==
    /\ pc[p] = IF FlagFirst THEN "flagged" ELSE "idle"
    /\ turn' = Other(p)
    /\ pc'   = [pc EXCEPT ![p] = IF FlagFirst THEN "readFlag" ELSE "turned"]
    /\ UNCHANGED flag

ReadFlag(p) ==
    /\ pc[p] = "readFlag"
    /\ pc' = [pc EXCEPT ![p] = IF flag[Other(p)] THEN "readTurn" ELSE "critical"]
    /\ UNCHANGED <<flag, turn>>

ReadTurn(p) ==
    /\ pc[p] = "readTurn"
    /\ pc' = [pc EXCEPT ![p] = IF turn = p THEN "critical" ELSE "readFlag"]
    /\ UNCHANGED <<flag, turn>>

Leave(p) ==
    /\ pc[p] = "critical"
    /\ flag' = [flag EXCEPT ![p] = FALSE]
    /\ pc'   = [pc EXCEPT ![p] = "idle"]
    /\ UNCHANGED turn

Next ==
    \E p \in Process :
        \/ RaiseFlag(p)
        \/ GiveTurn(p)
        \/ ReadFlag(p)
        \/ ReadTurn(p)
        \/ Leave(p)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* Claims.                                                                 *)
(***************************************************************************)
MutualExclusion == ~ (pc[0] = "critical" /\ pc[1] = "critical")

FlagDownWhenIdle == \A p \in Process : pc[p] = "idle" => ~ flag[p]

(***************************************************************************)
(* Why they hold.  In every model the flag says where its owner stands.    *)
(***************************************************************************)
FlagFollowsPc ==
    \A p \in Process :
        flag[p] <=> pc[p] \in {"flagged", "readFlag", "readTurn", "critical"}

\* With the flag raised first, nobody is ever between turn and flag ...
FlagBeforeTurn == FlagFirst => \A p \in Process : pc[p] # "turned"

\* ... and whoever gives the turn away while the other is inside gives it to the other.
TurnIsOfTheOneInside ==
    \A p \in Process :
        pc[p] = "critical" /\ pc[Other(p)] \in {"readFlag", "readTurn", "critical"} => turn = p

IndInv ==
    /\ TypeOK
    /\ FlagFollowsPc
    /\ FlagBeforeTurn
    /\ TurnIsOfTheOneInside

THEOREM FlagFirst => (Spec => []MutualExclusion)

-----------------------------------------------------------------------------
(***************************************************************************)
(* Not vacuous: each gets in, and they do compete.                         *)
(***************************************************************************)
SomeoneEnters == \E p \in Process : pc[p] = "critical"

OneWaitsForTheOther ==
    \E p \in Process : pc[p] = "critical" /\ pc[Other(p)] = "readTurn" /\ turn = p
=============================================================================
