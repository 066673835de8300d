---------------------------- MODULE TuplesProducts ----------------------------
\* Tuples, their components, products of two and of three sets, equality with functions.
EXTENDS Naturals

VARIABLES at, path

Grid == (0..1) \X (0..1)
Cube == {0, 1} \X {0, 1} \X {"a", "b"}

Init == at = <<0, 0>> /\ path = <<1, 1, "a">>

Go(d) ==
    /\ at' = <<(at[1] + d[1]) % 2, (at[2] + d[2]) % 2>>
    /\ at' \in Grid
    /\ path' = <<at[1], at[2], IF d = <<1, 0>> THEN "a" ELSE "b">>

Next == \E d \in {<<1, 0>>, <<0, 1>>} : Go(d)

TypeOK == at \in Grid /\ path \in Cube
Equalities ==
    /\ <<4, 5>> = [i \in 1..2 |-> i + 3]
    /\ <<1, 2>> # <<2, 1>>
    /\ <<1, <<2, 3>>>>[2][1] = 2
    /\ <<1, <<2, 3>>>> \in {1} \X ({2} \X {3})
    /\ (1..2) \X {} = {}
=============================================================================
