------------------------------ MODULE TicketLock ------------------------------
(***************************************************************************)
(* A ticket lock: take the next ticket, wait until it is served.           *)
(*                                                                         *)
(* Atomic = TRUE: the ticket is taken by one fetch-and-add.  Atomic =      *)
(* FALSE: it is read in one step and the counter written in another.       *)
(*                                                                         *)
(* Tickets do not wrap around: after Last of them have been drawn the      *)
(* dispenser is empty, which keeps every behaviour finite.                 *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS
    N,       \* the number of processes
    Last,    \* how many tickets there are
    Atomic   \* TRUE: fetch-and-add; FALSE: a read and a write

ASSUME N \in Nat /\ N >= 1
ASSUME Last \in Nat
ASSUME Atomic \in BOOLEAN

VARIABLES
    \* The ticket to be drawn next.
    next,     \* @role lock
    \* The ticket that may enter.
    serving,  \* @role lock
    \* mine[p]: the ticket that p holds, or held last.
    mine,     \* @role register
    \* Where each process stands.
    pc        \* @role pc

vars == <<next, serving, mine, pc>>

Process == 1..N

\* Without fetch-and-add, up to N processes may leave with one and the same ticket.
TypeOK ==
    /\ next    \in 0..Last
    /\ serving \in 0..Last + N
    /\ mine    \in [Process -> 0..Last]
    /\ pc      \in [Process -> {"idle", "drawing", "waiting", "critical"}]

Init ==
    /\ next    = 0
    /\ serving = 0
    /\ mine    = [p \in Process |-> 0]
    /\ pc      = [p \in Process |-> "idle"]

-----------------------------------------------------------------------------
Draw(p) ==   \* fetch-and-add
    /\ Atomic
    /\ pc[p] = "idle"
    /\ next < Last
    /\ mine' = [mine EXCEPT ![p] = next]
    /\ next' = next + 1
    /\ pc'   = [pc EXCEPT ![p] = "waiting"]
    /\ UNCHANGED serving

ReadNext(p) ==   \* the same in two halves: fetch ...
    /\ ~ Atomic
    /\ pc[p] = "idle"
    /\ next < Last
    /\ mine' = [mine EXCEPT ![p] = next]
    /\ pc'   = [pc EXCEPT ![p] = "drawing"]
    /\ UNCHANGED <<next, serving>>

WriteNext(p) ==   \* ... and add
    /\ pc[p] = "drawing"
    /\ next' = mine[p] + 1
    /\ pc'   = [pc EXCEPT ![p] = "waiting"]
    /\ UNCHANGED <<serving, mine>>

Enter(p) ==
    /\ pc[p] = "waiting"
    /\ serving = mine[p]
    /\ pc' = [pc EXCEPT ![p] = "critical"]
    /\ UNCHANGED <<next, serving, mine>>

Leave(p) ==
    /\ pc[p] = "critical"
    /\ serving' = serving + 1
    /\ pc'      = [pc EXCEPT ![p] = "idle"]
    /\ UNCHANGED <<next, mine>>

Terminating ==
    /\ next = Last
    /\ \A p \in Process : pc[p] = "idle"
    /\ UNCHANGED vars

Next ==
    \/ \E p \in Process : Draw(p) \/ ReadNext(p) \/ WriteNext(p) \/ Enter(p) \/ Leave(p)
    \/ Terminating

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* Claims.                                                                 *)
(***************************************************************************)
MutualExclusion ==
    \A p, q \in Process : p # q => ~ (pc[p] = "critical" /\ pc[q] = "critical")

(***************************************************************************)
(* Why it holds.  In every model tickets come out of the dispenser, and    *)
(* nobody is between the halves of an atomic step:                         *)
(***************************************************************************)
TicketsExist == \A p \in Process : pc[p] # "idle" => mine[p] < Last

NoHalfDraw == Atomic => \A p \in Process : pc[p] # "drawing"

Holds(p) == pc[p] \in {"waiting", "critical"}

\* With fetch-and-add a held ticket has been drawn, so the next one drawn differs from it,
HeldWereDrawn == \A p \in Process : Holds(p) => mine[p] < next

\* and so no two hold the same one.
TicketsDiffer == \A p, q \in Process : p # q /\ Holds(p) /\ Holds(q) => mine[p] # mine[q]

\* The one inside holds the ticket that is served: that number moves only when it leaves.
ServedIsInside == \A p \in Process : pc[p] = "critical" => mine[p] = serving

\* Only drawn tickets are served, and those still held have not been: nobody is passed over.
ServedWereDrawn == serving <= next
HeldAreAhead    == \A p \in Process : Holds(p) => mine[p] >= serving

\* Every ticket drawn and not served is held, so somebody can always move.
NoTicketIsLost ==
    \A t \in 0..Last :
        serving <= t /\ t < next => \E p \in Process : Holds(p) /\ mine[p] = t

IndInv ==
    /\ TypeOK
    /\ TicketsExist
    /\ NoHalfDraw
    /\ HeldWereDrawn
    /\ TicketsDiffer
    /\ ServedIsInside
    /\ ServedWereDrawn
    /\ HeldAreAhead
    /\ NoTicketIsLost

THEOREM Atomic => (Spec => []MutualExclusion)

-----------------------------------------------------------------------------
(***************************************************************************)
(* Not vacuous: someone gets in, and someone queues behind.                *)
(***************************************************************************)
SomeoneEnters == \E p \in Process : pc[p] = "critical"

SomeoneQueues == \E p, q \in Process : pc[p] = "critical" /\ pc[q] = "waiting"
=============================================================================
