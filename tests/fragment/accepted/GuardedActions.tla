--------------------------- MODULE GuardedActions ---------------------------
\* Guards before a choice of actions: by constants, by the state, by IF, below LET.
EXTENDS Naturals

CONSTANTS Mode, N

VARIABLES pc, lock, turn

vars == <<pc, lock, turn>>

goto(t, step) == pc' = [pc EXCEPT ![t] = step]

Lock(t, m, next) ==
    /\ pc[t] = "lock"
    /\ lock[m] = 0
    /\ lock' = [lock EXCEPT ![m] = t]
    /\ goto(t, next)
    /\ UNCHANGED turn

Unlock(t, m, next) ==
    /\ pc[t] = next
    /\ lock' = [lock EXCEPT ![m] = 0]
    /\ goto(t, "done")
    /\ UNCHANGED turn

Section(t, m, next) ==
    \/ Lock(t, m, next)
    \/ Unlock(t, m, next)

Look(t, m) ==
    /\ pc[t] = "look"
    /\ turn' = IF m = N THEN 1 ELSE m + 1
    /\ goto(t, "lock")
    /\ UNCHANGED lock

Walk(t, m) ==
    /\ m \in 1..N
    /\ IF pc[t] = "look"
         THEN Look(t, m)
         ELSE LET other == N + 1 - m
              IN  \/ Section(t, other, "walking")
                  \/ turn # t /\ Section(t, m, "waiting")

\* An action of the other mode has an index outside the domain: it is not looked at.
Step(t) ==
    \/ Mode = "walk" /\ Walk(t, turn)
    \/ Mode = "none" /\ Section(t, 1 \div 0, lock[N + 1])
    \/ \E m \in 1..N : lock[m] = t /\ pc[t] = "none" /\ (Look(t, m) \/ Section(t, m, "none"))

Init ==
    /\ pc = [t \in 1..N |-> "look"]
    /\ lock = [m \in 1..N |-> 0]
    /\ turn = 1

Next == \E t \in 1..N : Step(t)

TypeOK ==
    /\ pc \in [1..N -> {"look", "lock", "walking", "waiting", "done"}]
    /\ lock \in [1..N -> 0..N]
    /\ turn \in 1..N
=============================================================================
