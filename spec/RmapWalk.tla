------------------------------ MODULE RmapWalk ------------------------------
(***************************************************************************)
(* The walker visits the VMAs 1..N in order and after each asks its done   *)
(* callback, page_not_mapped(), whether it may stop.  The callback reads   *)
(* the counters without a lock, one after another: not a snapshot.         *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/rmap.c, rmap_walk() and          *)
(* page_not_mapped(); mm/util.c, page_mapped().                            *)
(*                                                                         *)
(* Not modelled: the anon_vma or i_mmap lock, which keeps the list of VMAs *)
(* as it is (here it never changes), and the look at page_mapped() when it *)
(* is taken, which ends a walk like the callback does; VMAs of the         *)
(* temporary exec stack, which freezing skips: assumed away.               *)
(***************************************************************************)
EXTENDS Steps

\* Still mapped: go on with the next VMA, if there is one.
next_vma(t) ==
    /\ at' = [at EXCEPT ![t] = 1]
    /\ acquired' = 0
    /\ IF vma < N
         THEN /\ vma' = vma + 1
              /\ goto(t, StartVma)
         ELSE /\ UNCHANGED vma
              /\ goto(t, AfterWalk)

\* @kernel mm/util.c page_mapped compound_mapcount_ptr
RmapWalk_ReadCompoundMapcount(t) ==
    /\ pc[t] = "done_compound_mapcount"
    /\ \E count \in peeked_compound_mapcount :
         IF count > 0
           THEN next_vma(t)
           ELSE /\ goto(t, "done_mapcount")
                /\ UNCHANGED <<vma, at, acquired>>
    /\ UNCHANGED <<shared, past, results, carried>>

\* @kernel mm/util.c page_mapped _mapcount
RmapWalk_ReadMapcount(t) ==
    /\ pc[t] = "done_mapcount"
    /\ \E count \in peeked_mapcount(at[t]) :
         IF count > 0
           THEN next_vma(t)
           ELSE IF at[t] < K
           THEN /\ at' = [at EXCEPT ![t] = at[t] + 1]
                /\ UNCHANGED <<pc, vma, acquired>>
           ELSE /\ goto(t, AfterWalk)
                /\ at' = [at EXCEPT ![t] = 1]
                /\ UNCHANGED <<vma, acquired>>
    /\ UNCHANGED <<shared, past, results, carried>>

-----------------------------------------------------------------------------
RmapWalk(t) ==
    \/ RmapWalk_ReadCompoundMapcount(t)
    \/ RmapWalk_ReadMapcount(t)
=============================================================================
