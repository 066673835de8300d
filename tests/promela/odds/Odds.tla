---------------------------------- MODULE Odds ----------------------------------
(***************************************************************************)
(* What is easily lost on the way to a language of assignments and arrays. *)
(***************************************************************************)
EXTENDS Integers, FiniteSets, Sequences

CONSTANTS Last, Wrong

VARIABLES
    x, y,      \* exchanged in one step
    \* Indexed by a variable; arguments below 0.
    f,
    \* A function of functions, whose arguments are words.
    deep,
    \* Sets of numbers, of words and of pairs.
    some, words, pairs,
    \* A record with a tuple in it.
    box

vars == <<x, y, f, deep, some, words, pairs, box>>

Number == 0..Last
Word == {"end", "a b", "x"}

TypeOK ==
    /\ x \in Number /\ y \in Number
    /\ f \in [-1..Last -> -3..3]
    /\ deep \in [{"left", "right"} -> [Number -> BOOLEAN]]
    /\ some \subseteq Number
    /\ words \in SUBSET Word
    /\ pairs \in SUBSET (Number \X {-1, 2})
    /\ box \in [tag : Word, at : Number \X BOOLEAN]

Init ==
    /\ x \in Number
    /\ y \in {n \in Number : n >= x}
    /\ x # y
    /\ f = [n \in -1..Last |-> IF n = x THEN -3 ELSE n % 2]
    /\ deep = [side \in {"left", "right"} |-> [n \in Number |-> side = "left" /\ n = y]]
    /\ \/ some = {} /\ words = {"x"}
       \/ some = Number /\ words \in {{}, Word}
    /\ pairs = {<<x, 2>>}
    /\ box = [tag |-> "end", at |-> <<y, FALSE>>]

\* Each reads what another writes; with Wrong = 3, y leaves its type.
Swap ==
    /\ x' = y
    /\ y' = IF Wrong = 3 /\ x = Last THEN x + 1 ELSE x
    /\ UNCHANGED <<f, deep, some, words, pairs, box>>

\* Rounds towards minus infinity.
Divide(n) ==
    /\ n # y
    /\ f[n] < 0
    /\ f' = [f EXCEPT ![n] = f[n] \div 2, ![-1] = @ + (f[x] % 3)]
    /\ f'[-1] <= 3
    /\ UNCHANGED <<x, y, deep, some, words, pairs, box>>

\* The place that is written is known only in the state; @ is what was there.
Flip(side) ==
    /\ deep' = [deep EXCEPT ![side][x] = ~@]
    /\ some' = IF deep'["left"] = deep["left"] THEN some \ {x} ELSE some \cup {x, y}
    /\ UNCHANGED <<x, y, f, words, pairs, box>>

\* The least element that is meant, and a set by its members.
Choose ==
    /\ some # {}
    /\ LET least == CHOOSE n \in some : \A m \in some : n <= m
       IN  /\ box' = [box EXCEPT !.at[1] = least, !.at[2] = Cardinality(some) > 1]
           /\ pairs' = (pairs \cup {<<least, -1>>}) \ {<<y, 2>>}
    /\ CASE words = {} -> words' = {box.tag}
         [] "x" \in words -> words' = words \ {"x"}
         [] OTHER -> UNCHANGED words
    /\ UNCHANGED <<x, y, f, deep, some>>

\* A choice from a set that depends on the state; a condition on the next state.
Name ==
    /\ \E word \in words : box' = [tag |-> word, at |-> box.at]
    /\ box'.tag # box.tag
    /\ f' = [n \in DOMAIN f |-> IF <<n, 2>> \in pairs THEN -f[n] ELSE f[n]]
    /\ UNCHANGED <<x, y, deep, some, words, pairs>>

Next ==
    \/ Swap
    \/ \E n \in Number : Divide(n)
    \/ \E side \in DOMAIN deep : Flip(side)
    \/ Choose
    \/ Name

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
Differ == x # y

NeverBoth == ~ (Cardinality(pairs) = 2 /\ some \subseteq {x} /\ box.at[2])

\* Outside the domain of f as soon as y is 0.
Undefined == f[y - Wrong] >= -3

\* True until x is exchanged for y.
Ordered == x < y
=============================================================================
