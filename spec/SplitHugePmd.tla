---------------------------- MODULE SplitHugePmd ----------------------------
(***************************************************************************)
(* Task t splits the huge pmd of VMA m, all in one section of the pmd      *)
(* lock, and goes on to next.  For a file page that is to unmap it, and    *)
(* nothing takes its place.  For an anonymous page ptes take its place:    *)
(* the subpages' counts go up before the compound count goes down, so that *)
(* page_mapped() is never wrongly false.                                   *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/huge_memory.c,                   *)
(* __split_huge_pmd() and __split_huge_pmd_locked(); called by the walker  *)
(* from split_huge_pmd_address() under TTU_SPLIT_HUGE_PMD, before the walk *)
(* or, from v6.11 (file) and v6.16 (anonymous) on, in its loop.  (In v6.16 *)
(* the loop gave up after the first pmd that it split; here, as from v7.0  *)
(* on, it does not.)                                                       *)
(*                                                                         *)
(* Not modelled: the zero page and device mappings; the page table that is *)
(* filled before it is populated, which nobody else sees until then; a     *)
(* migration entry of an anonymous page (it is split into migration        *)
(* entries, without counts).                                               *)
(***************************************************************************)
EXTENDS PageRemoveRmap

\* Before v5.18 the huge pmd of an anonymous page is split with the page lock
\* held, and so not by a racer.
ASSUME Racer = "split_huge_pmd" /\ PageLocked => ~Anon

\* The next subpage of a loop over all of them, or on to the step after it.
split_next(t, step, after) ==
    /\ at' = [at EXCEPT ![t] = IF at[t] < K THEN at[t] + 1 ELSE 1]
    /\ goto(t, IF at[t] < K THEN step ELSE after)

\* @kernel mm/huge_memory.c __split_huge_pmd pmd_lock
SplitHugePmd_Lock(t, m) ==
    /\ pc[t] = "split_lock_pmd"
    /\ spin_lock_pmd(m, t)
    /\ goto(t, "split_recheck_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd pmd_trans_huge
SplitHugePmd_Recheck(t, m) ==
    /\ pc[t] = "split_recheck_pmd"
    /\ goto(t, IF \/ pmd[m][1] = "huge"
                  \/ pmd[m][1] = "migration" /\ t # 0 /\ ~Anon
                 THEN SplitPmd
                 ELSE "split_unlock_pmd")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* A migration entry has no count to lower, since 99fa8a48203d.
\* @kernel mm/huge_memory.c __split_huge_pmd_locked pmdp_huge_clear_flush_notify
SplitHugePmd_ClearFile(t, m) ==
    /\ pc[t] = "split_clear_pmd"
    /\ write_pmd(t, m, 1, "none")
    /\ goto(t, IF pmd[m][1] = "migration" THEN "split_unlock_pmd"
                                          ELSE "remove_pmd_rmap")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked pmdp_invalidate
SplitHugePmd_Invalidate(t, m) ==
    /\ pc[t] = "split_invalidate_pmd"
    /\ write_pmd(t, m, 1, "invalid")
    /\ goto(t, "split_ref_add")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* One reference becomes one per subpage.
\* @kernel mm/huge_memory.c __split_huge_pmd_locked page_ref_add
SplitHugePmd_RefAdd(t, m) ==
    /\ pc[t] = "split_ref_add"
    /\ refs' = refs + K - 1
    /\ holders' = (holders \ {<<m, 0>>}) \cup {<<m, p>> : p \in Pte}
    /\ goto(t, "split_inc_mapcount")
    /\ UNCHANGED <<tables, locks, counters, ghosts, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked atomic_inc
SplitHugePmd_IncMapcount(t, m) ==
    /\ pc[t] = "split_inc_mapcount"
    /\ inc_mapcount(t, m, at[t])
    /\ split_next(t, "split_inc_mapcount", "split_read_compound")
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

\* Is it mapped by another pmd too?
\* @kernel mm/huge_memory.c __split_huge_pmd_locked compound_mapcount
SplitHugePmd_ReadCompound(t, m) ==
    /\ pc[t] = "split_read_compound"
    /\ \E count \in IF t = 0 THEN peeked_compound_mapcount
                            ELSE {compound_mapcount} :
         goto(t, IF count > 1 THEN "split_set_double_map"
                              ELSE "split_dec_compound")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked TestSetPageDoubleMap
SplitHugePmd_SetDoubleMap(t, m) ==
    /\ pc[t] = "split_set_double_map"
    /\ write_double_map(TRUE)
    /\ goto(t, IF doubleMap THEN "split_dec_compound"
                            ELSE "split_inc_double_map")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked atomic_inc
SplitHugePmd_IncDoubleMap(t, m) ==
    /\ pc[t] = "split_inc_double_map"
    /\ inc_mapcount(t, 0, at[t])
    /\ split_next(t, "split_inc_double_map", "split_dec_compound")
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked atomic_add_negative
SplitHugePmd_DecCompound(t, m) ==
    /\ pc[t] = "split_dec_compound"
    /\ dec_compound_mapcount(t, m)
    /\ goto(t, IF compound_mapcount = 1 THEN "split_clear_double_map"
                                        ELSE "split_populate_pmd")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked TestClearPageDoubleMap
SplitHugePmd_ClearDoubleMap(t, m) ==
    /\ pc[t] = "split_clear_double_map"
    /\ write_double_map(FALSE)
    /\ goto(t, IF doubleMap THEN "split_drop_double_map"
                            ELSE "split_populate_pmd")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked atomic_dec
SplitHugePmd_DropDoubleMap(t, m) ==
    /\ pc[t] = "split_drop_double_map"
    /\ dec_mapcount(t, 0, at[t])
    /\ split_next(t, "split_drop_double_map", "split_populate_pmd")
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

\* The table comes into sight, with all of its ptes: migration entries, if
\* this is the walker, who freezes.
\* @kernel mm/huge_memory.c __split_huge_pmd_locked pmd_populate
SplitHugePmd_Populate(t, m) ==
    /\ pc[t] = "split_populate_pmd"
    /\ pmd' = [pmd EXCEPT ![m][1] = "table"]
    /\ pte' = [pte EXCEPT
                 ![m] = [p \in Pte |-> IF t = 0 THEN "migration"
                                                ELSE "present"]]
    /\ past' = [past EXCEPT !.pmd[m][1] = overwritten(t, @, pmd[m][1]),
                            !.pte[m] = NoPast.pte[m]]
    /\ goto(t, IF t = 0 THEN "split_remove_rmap" ELSE "split_unlock_pmd")
    /\ UNCHANGED <<locks, counters, references, acquired, registers>>

\* @kernel mm/huge_memory.c __split_huge_pmd_locked page_remove_rmap
SplitHugePmd_RemoveRmap(t, m) ==
    /\ pc[t] = "split_remove_rmap"
    /\ dec_mapcount(t, m, at[t])
    /\ goto(t, "split_put_page")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* The subpage's reference, or that of the pmd of a file page.
\* @kernel mm/huge_memory.c __split_huge_pmd_locked put_page
SplitHugePmd_PutPage(t, m) ==
    /\ pc[t] = "split_put_page"
    /\ put_page(m, IF Anon THEN at[t] ELSE 0)
    /\ IF Anon THEN split_next(t, "split_remove_rmap", "split_unlock_pmd")
               ELSE goto(t, "split_unlock_pmd") /\ UNCHANGED at
    /\ UNCHANGED <<tables, locks, counters, ghosts, vma, results, carried>>

\* @kernel mm/huge_memory.c __split_huge_pmd spin_unlock
SplitHugePmd_Unlock(t, m, next) ==
    /\ pc[t] = "split_unlock_pmd"
    /\ spin_unlock_pmd(m)
    /\ goto(t, next)
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
SplitHugePmd(t, m, next) ==
    \/ SplitHugePmd_Lock(t, m)
    \/ SplitHugePmd_Recheck(t, m)
    \/ SplitHugePmd_ClearFile(t, m)
    \/ ~Anon /\ PageRemoveRmap(t, m, "split_put_page")
    \/ SplitHugePmd_Invalidate(t, m)
    \/ SplitHugePmd_RefAdd(t, m)
    \/ SplitHugePmd_IncMapcount(t, m)
    \/ SplitHugePmd_ReadCompound(t, m)
    \/ SplitHugePmd_SetDoubleMap(t, m)
    \/ SplitHugePmd_IncDoubleMap(t, m)
    \/ SplitHugePmd_DecCompound(t, m)
    \/ SplitHugePmd_ClearDoubleMap(t, m)
    \/ SplitHugePmd_DropDoubleMap(t, m)
    \/ SplitHugePmd_Populate(t, m)
    \/ SplitHugePmd_RemoveRmap(t, m)
    \/ SplitHugePmd_PutPage(t, m)
    \/ SplitHugePmd_Unlock(t, m, next)
=============================================================================
