----------------------------- MODULE ModelValues -----------------------------
\* Model values: distinct from one another and from every other value; a set of
\* them, a single one, and a variable that is either a model value or a member.
CONSTANTS Proc, None

ASSUME None \notin Proc

VARIABLES owner, waiting

TypeOK == owner \in Proc \cup {None} /\ waiting \subseteq Proc

Init == owner = None /\ waiting = {}

Request(p) == p # owner /\ p \notin waiting /\ waiting' = waiting \cup {p} /\ owner' = owner

Grant(p) ==
    /\ owner = None
    /\ p \in waiting
    /\ owner' = p
    /\ waiting' = waiting \ {p}

Leave == owner # None /\ owner' = None /\ UNCHANGED waiting

Next == Leave \/ \E p \in Proc : Request(p) \/ Grant(p)

OwnerDoesNotWait == owner \notin waiting
=============================================================================
