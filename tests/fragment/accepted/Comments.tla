------------------------------- MODULE Comments -------------------------------
(* A block comment (* with another (* and another *) inside *) before anything. *)
EXTENDS Naturals \* an end-of-line comment with (* that opens nothing

(***************************************************************************)
(* A boxed comment, with a bar: ---- and an equals rule: ====               *)
(***************************************************************************)
VARIABLE (* in the middle *) x \* trailing

\* \* twice, and a string's quote " that is not closed
Init == (* before *) x (* between *) = 0 (* after *)
Next == x' = (x (**) + (***) 1) % 3 (*) still a comment *)
-----
TypeOK == /\ x \in 0..2   (* a comment that spans
   lines, and starts at a column before the list's *)
          /\ x < 3 \* the second conjunct
=============================================================================
