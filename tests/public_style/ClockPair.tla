------------------------------ MODULE ClockPair ------------------------------
(***************************************************************************)
(* Hours and minutes; the hours alone are the clock of HourClock.          *)
(***************************************************************************)
EXTENDS Naturals
VARIABLES hr, min

HC == INSTANCE HourClock

MCini == HC!HCini /\ min \in 0 .. 59
Tick  == min' = (min + 1) % 60
MCnxt == /\ Tick
         /\ IF min = 59 THEN HC!HCnxt ELSE hr' = hr
MC == MCini /\ [][MCnxt]_<<hr, min>>

Sane == hr \in 1 .. 12 /\ min \in 0 .. 59
=============================================================================
