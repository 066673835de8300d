-------------------------- MODULE InstanceParameter --------------------------
\* A parametrised instance: Lamp(i)!Op speaks of the i-th lamp.
EXTENDS Naturals

VARIABLE lamps

Lamp(i) == INSTANCE InstanceParameterLamp WITH lamp <- lamps[i], Bright <- "on"
Named(i, word) == INSTANCE InstanceParameterLamp WITH lamp <- lamps[i], Bright <- word

Init == lamps = [i \in 1..3 |-> "off"]

TurnOn ==
    \E i \in 1..3 :
        /\ Lamp(i)!Off
        /\ lamps' = [lamps EXCEPT ![i] = IF i = 3 THEN "dim" ELSE "on"]

TurnOff == \E i \in 1..3 : ~ Lamp(i)!Off /\ lamps' = [lamps EXCEPT ![i] = "off"]

Next == TurnOn \/ TurnOff

Known == /\ \A i \in 1..2 : Lamp(i)!Known
         /\ Named(3, "dim")!Known
=============================================================================
