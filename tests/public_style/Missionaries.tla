----------------------------- MODULE Missionaries -----------------------------
(***************************************************************************)
(* Missionaries and cannibals cross a river in one boat for two; on        *)
(* neither bank may cannibals outnumber the missionaries there.            *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Missionary, Cannibal

VARIABLES bank,   \* bank["east"], bank["west"]: who stands there
          boat    \* the bank where the boat lies

People == Missionary \cup Cannibal

TypeInvariant == /\ boat \in {"east", "west"}
                 /\ bank \in [{"east", "west"} -> SUBSET People]
                 /\ bank["east"] \cap bank["west"] = {}
                 /\ bank["east"] \cup bank["west"] = People

Init == /\ boat = "east"
        /\ bank = [side \in {"east", "west"} |-> IF side = "east" THEN People ELSE {}]

Safe(group) == \/ group \subseteq Cannibal
               \/ Cardinality(group \cap Cannibal) =< Cardinality(group \cap Missionary)

Other(side) == IF side = "east" THEN "west" ELSE "east"

Cross(crew) ==
    /\ Cardinality(crew) \in {1, 2}
    /\ LET left == bank[boat] \ crew
           right == bank[Other(boat)] \cup crew
       IN  /\ Safe(left)
           /\ Safe(right)
           /\ bank' = [side \in {"east", "west"} |-> IF side = boat THEN left ELSE right]
    /\ boat' = Other(boat)

Next == \E crew \in SUBSET bank[boat] : Cross(crew)

SomeoneLeft == bank["east"] # {}
=============================================================================
