---------------------------- MODULE ChooseReplaced ----------------------------
\* The idiom for "no value": an unbounded CHOOSE, for which the .cfg puts a model value.
CONSTANT Value

NoValue == CHOOSE v : v \notin Value

VARIABLE cell

TypeOK == cell \in Value \cup {NoValue}
Init == cell = NoValue
Put(v) == cell = NoValue /\ cell' = v
Get == cell # NoValue /\ cell' = NoValue
Next == Get \/ \E v \in Value : Put(v)
=============================================================================
