--------------------------- MODULE PageRemoveRmap ---------------------------
(***************************************************************************)
(* Task t takes VMA m's huge pmd out of the page's counters, and goes on   *)
(* to next.  A file page counts a huge pmd in every subpage and then in    *)
(* the compound count; an anonymous one in the compound count, of which    *)
(* the last takes DoubleMap's share out of every subpage.  A single pte    *)
(* takes one decrement, which its caller makes (dec_mapcount).             *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/rmap.c, page_remove_rmap() with  *)
(* compound true, under the pmd lock.                                      *)
(*                                                                         *)
(* Not modelled: memory control groups, statistics, mlock.                 *)
(***************************************************************************)
EXTENDS Steps

\* @kernel mm/rmap.c page_remove_file_rmap atomic_add_negative
PageRemoveRmap_DecSubpage(t, m, next) ==
    /\ ~Anon
    /\ pc[t] = "remove_pmd_rmap"
    /\ dec_mapcount(t, m, at[t])
    /\ at' = [at EXCEPT ![t] = IF at[t] < K THEN at[t] + 1 ELSE 1]
    /\ goto(t, IF at[t] < K THEN "remove_pmd_rmap" ELSE "remove_compound_rmap")
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

\* @kernel mm/rmap.c page_remove_file_rmap compound_mapcount_ptr
PageRemoveRmap_DecFileCompound(t, m, next) ==
    /\ pc[t] = "remove_compound_rmap"
    /\ dec_compound_mapcount(t, m)
    /\ goto(t, next)
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/rmap.c page_remove_anon_compound_rmap compound_mapcount_ptr
PageRemoveRmap_DecAnonCompound(t, m, next) ==
    /\ Anon
    /\ pc[t] = "remove_pmd_rmap"
    /\ dec_compound_mapcount(t, m)
    /\ goto(t, IF compound_mapcount = 1 THEN "clear_double_map" ELSE next)
    /\ UNCHANGED <<tables, locks, references, registers>>

\* The last compound mapping is gone: is there a share of DoubleMap?
\* @kernel mm/rmap.c page_remove_anon_compound_rmap TestClearPageDoubleMap
PageRemoveRmap_ClearDoubleMap(t, m, next) ==
    /\ pc[t] = "clear_double_map"
    /\ write_double_map(FALSE)
    /\ goto(t, IF doubleMap THEN "drop_double_map" ELSE next)
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/rmap.c page_remove_anon_compound_rmap atomic_add_negative
PageRemoveRmap_DropDoubleMap(t, m, next) ==
    /\ pc[t] = "drop_double_map"
    /\ dec_mapcount(t, 0, at[t])
    /\ at' = [at EXCEPT ![t] = IF at[t] < K THEN at[t] + 1 ELSE 1]
    /\ goto(t, IF at[t] < K THEN "drop_double_map" ELSE next)
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

-----------------------------------------------------------------------------
PageRemoveRmap(t, m, next) ==
    \/ PageRemoveRmap_DecSubpage(t, m, next)
    \/ PageRemoveRmap_DecFileCompound(t, m, next)
    \/ PageRemoveRmap_DecAnonCompound(t, m, next)
    \/ PageRemoveRmap_ClearDoubleMap(t, m, next)
    \/ PageRemoveRmap_DropDoubleMap(t, m, next)
=============================================================================
