------------------------------ MODULE Constants ------------------------------
\* Constants of several kinds, and assumptions about them, one of them named.
EXTENDS Integers, FiniteSets

CONSTANTS
    Low, High,      \* numbers
    Wrap,           \* a Boolean
    Colour,         \* a set of strings
    First           \* a member of Colour

ASSUME Low \in Int /\ High \in Int
ASSUME Bounds == Low <= High
ASSUME
    /\ Wrap \in BOOLEAN
    /\ First \in Colour
    /\ Cardinality(Colour) > 1

VARIABLES n, c

Init == n = Low /\ c = First

Step ==
    /\ \/ n < High /\ n' = n + 1
       \/ n = High /\ Wrap /\ n' = Low
    /\ c' \in Colour \ {c}

Next == Step

InRange == n \in Low..High
=============================================================================
