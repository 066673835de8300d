---------------------------- MODULE TwoPhaseCommit ----------------------------
(***************************************************************************)
(* Two-phase commit among N participants and a coordinator, process 0.     *)
(*                                                                         *)
(* A participant votes for the transaction or aborts on its own.  The      *)
(* coordinator hears the votes one after the other and announces a         *)
(* decision, which every participant then obeys.                           *)
(*                                                                         *)
(* Patient = FALSE: the coordinator commits when a single vote has come.   *)
(*                                                                         *)
(* Not modelled: loss of messages (nobody is obliged to receive one, so    *)
(* loss looks like delay), and crashes (like being slow for ever).         *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS
    N,        \* the number of participants
    Patient   \* TRUE: the protocol; FALSE: the hasty coordinator

ASSUME N \in Nat /\ N >= 1
ASSUME Patient \in BOOLEAN

VARIABLES
    \* state[r]: what participant r has done.
    state,    \* @role table
    \* Whose votes for the transaction have been sent.
    voted,    \* @role auxiliary
    \* The votes that the coordinator has received.
    heard,    \* @role register
    \* What the coordinator has announced.
    decision  \* @role counter

vars == <<state, voted, heard, decision>>

Participant == 1..N
Coordinator == 0

TypeOK ==
    /\ state    \in [Participant -> {"working", "prepared", "committed", "aborted"}]
    /\ voted    \in SUBSET Participant
    /\ heard    \in SUBSET Participant
    /\ decision \in {"none", "commit", "abort"}

Init ==
    /\ state    = [r \in Participant |-> "working"]
    /\ voted    = {}
    /\ heard    = {}
    /\ decision = "none"

-----------------------------------------------------------------------------
(***************************************************************************)
(* The participants.                                                       *)
(***************************************************************************)
Vote(r) ==
    /\ state[r] = "working"
    /\ state' = [state EXCEPT ![r] = "prepared"]
    /\ voted' = voted \cup {r}
    /\ UNCHANGED <<heard, decision>>

Refuse(r) ==
    /\ state[r] = "working"
    /\ state' = [state EXCEPT ![r] = "aborted"]
    /\ UNCHANGED <<voted, heard, decision>>

Obey(r) ==
    /\ \/ /\ decision = "commit"
          /\ state[r] = "prepared"
          /\ state' = [state EXCEPT ![r] = "committed"]
       \/ /\ decision = "abort"
          /\ state[r] \in {"working", "prepared"}
          /\ state' = [state EXCEPT ![r] = "aborted"]
    /\ UNCHANGED <<voted, heard, decision>>

(***************************************************************************)
(* The coordinator.                                                        *)
(***************************************************************************)
HearVote(c, r) ==
    /\ c = Coordinator
    /\ decision = "none"
    /\ r \in voted \ heard
    /\ heard' = heard \cup {r}
    /\ UNCHANGED <<state, voted, decision>>

Commit(c) ==
    /\ c = Coordinator
    /\ decision = "none"
    /\ IF Patient THEN heard = Participant ELSE heard # {}
    /\ decision' = "commit"
    /\ UNCHANGED <<state, voted, heard>>

Abort(c) ==
    /\ c = Coordinator
    /\ decision = "none"
    /\ decision' = "abort"
    /\ UNCHANGED <<state, voted, heard>>

Terminating ==
    /\ \A r \in Participant : state[r] \in {"committed", "aborted"}
    /\ UNCHANGED vars

Next ==
    \/ \E r \in Participant : Vote(r) \/ Refuse(r) \/ Obey(r) \/ HearVote(Coordinator, r)
    \/ Commit(Coordinator)
    \/ Abort(Coordinator)
    \/ Terminating

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* Claims.                                                                 *)
(***************************************************************************)
Consistent ==
    \A q, r \in Participant : ~ (state[q] = "committed" /\ state[r] = "aborted")

VotersAreBound == \A r \in voted : state[r] # "working"

(***************************************************************************)
(* Why they hold.  In every model:                                         *)
(***************************************************************************)
\* only votes that were sent are heard;
HeardWereSent == heard \subseteq voted

\* nobody commits before the coordinator does;
CommittedByDecision == \A r \in Participant : state[r] = "committed" => decision = "commit"

\* a voter does not abort unless it is told to.
VotersWait == \A r \in voted : state[r] = "aborted" => decision = "abort"

\* The patient coordinator's decision stands on everybody's vote.
CommitIsUnanimous == decision = "commit" => heard = Participant

IndInv ==
    /\ TypeOK
    /\ VotersAreBound
    /\ HeardWereSent
    /\ CommittedByDecision
    /\ VotersWait
    /\ CommitIsUnanimous

THEOREM Patient => (Spec => []Consistent)

-----------------------------------------------------------------------------
(***************************************************************************)
(* Not vacuous: the transaction can end either way.                        *)
(***************************************************************************)
AllCommitted == \A r \in Participant : state[r] = "committed"
AllAborted   == \A r \in Participant : state[r] = "aborted"
SomeoneCommits == \E r \in Participant : state[r] = "committed"
=============================================================================
