---------------------------- MODULE ManyArguments ----------------------------
\* Functions of two arguments: f[x, y] is f[<<x, y>>].
EXTENDS Naturals

VARIABLE board

Cells == (1..2) \X (1..2)

Opposite[i \in 1..2, j \in 1..2] == <<3 - i, 3 - j>>

Init == board = [i \in 1..2, j \in 1..2 |-> "empty"]

Place(i, j, stone) ==
    /\ board[i, j] = "empty"
    /\ board[Opposite[i, j]] # stone
    /\ board' = [board EXCEPT ![i, j] = stone]

Clear == board' = [<<i, j>> \in Cells |-> IF board[<<i, j>>] = "black" THEN "empty" ELSE board[i, j]]

Next == Clear \/ \E i, j \in 1..2, stone \in {"black", "white"} : Place(i, j, stone)

TypeOK == board \in [Cells -> {"empty", "black", "white"}]
NeverOpposed == \A c \in DOMAIN board : board[c] = "black" => board[Opposite[c]] # "black"
=============================================================================
