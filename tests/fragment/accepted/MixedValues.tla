----------------------------- MODULE MixedValues -----------------------------
\* A variable whose values are of different kinds, told apart before they are used.
EXTENDS Naturals

CONSTANT None

VARIABLES slot, seen

Init == slot = None /\ seen = {}

Fill == slot = None /\ slot' \in {[v |-> 1], [v |-> 2]} /\ seen' = seen
Empty == slot # None /\ slot' = None /\ seen' = seen \cup {slot.v}

Next == Fill \/ Empty

Inv == /\ slot = None \/ slot \in [v : 1..2]
       /\ (slot # None /\ slot.v = 1) => slot # None
       /\ None \notin seen
=============================================================================
