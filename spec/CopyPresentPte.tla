--------------------------- MODULE CopyPresentPte ---------------------------
(***************************************************************************)
(* Task t forks: it copies the parent's ptes, those of From, into the      *)
(* child's, those of To, and holds the locks of both page tables.  The map *)
(* count goes up before the child's entry is set, and without the page     *)
(* lock.                                                                   *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/memory.c, copy_pte_range() with  *)
(* copy_present_pte() and copy_nonpresent_pte().                           *)
(*                                                                         *)
(* Not modelled: copying the page itself, if it is pinned; leaving the     *)
(* loop to reschedule; a huge pmd, which fork copies in the same order.    *)
(***************************************************************************)
EXTENDS FillVma

\* @kernel mm/memory.c copy_pmd_range pmd_none_or_clear_bad
CopyPresentPte_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ goto(t, IF pmd[From][1] = "table" THEN "alloc_pte" ELSE "done")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/memory.c copy_pte_range pte_alloc_map_lock
CopyPresentPte_Alloc(t) ==
    /\ pc[t] = "alloc_pte"
    /\ alloc_table(t)
    /\ goto(t, "lock_new_pte")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/memory.c copy_pte_range pte_alloc_map_lock
CopyPresentPte_LockNew(t) ==
    /\ pc[t] = "lock_new_pte"
    /\ spin_lock_pte(To, 1, t)
    /\ goto(t, "lock_source_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/memory.c copy_pte_range spin_lock_nested
CopyPresentPte_Lock(t) ==
    /\ pc[t] = "lock_source_pte"
    /\ spin_lock_pte(From, 1, t)
    /\ goto(t, "visit_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/memory.c copy_present_pte get_page
CopyPresentPte_GetPage(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[From][at[t]] = "present"
    /\ get_page(To, at[t])
    /\ goto(t, "dup_rmap")
    /\ UNCHANGED <<tables, locks, counters, ghosts, registers>>

\* @kernel mm/memory.c copy_present_pte page_dup_rmap
CopyPresentPte_DupRmap(t) ==
    /\ pc[t] = "dup_rmap"
    /\ inc_mapcount(t, To, at[t])
    /\ goto(t, "copy_pte")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/memory.c copy_present_pte set_pte_at
CopyPresentPte_SetPte(t) ==
    /\ pc[t] = "copy_pte"
    /\ write_pte(t, To, at[t], "present")
    /\ fill_next_pte(t, "unlock_pte")
    /\ UNCHANGED <<locks, counters, references, vma, results, carried>>

\* A migration entry is copied too, without a count.
\* @kernel mm/memory.c copy_nonpresent_pte set_pte_at
CopyPresentPte_CopyMigration(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[From][at[t]] = "migration"
    /\ write_pte(t, To, at[t], "migration")
    /\ fill_next_pte(t, "unlock_pte")
    /\ UNCHANGED <<locks, counters, references, vma, results, carried>>

\* @kernel mm/memory.c copy_pte_range pte_none
CopyPresentPte_SkipNone(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[From][at[t]] = "none"
    /\ fill_next_pte(t, "unlock_pte")
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/memory.c copy_pte_range spin_unlock
CopyPresentPte_Unlock(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(From, 1)
    /\ goto(t, "unlock_new_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/memory.c copy_pte_range pte_unmap_unlock
CopyPresentPte_UnlockNew(t) ==
    /\ pc[t] = "unlock_new_pte"
    /\ spin_unlock_pte(To, 1)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
CopyPresentPte(t) ==
    \/ CopyPresentPte_ReadPmd(t)
    \/ CopyPresentPte_Alloc(t)
    \/ CopyPresentPte_LockNew(t)
    \/ CopyPresentPte_Lock(t)
    \/ CopyPresentPte_GetPage(t)
    \/ CopyPresentPte_DupRmap(t)
    \/ CopyPresentPte_SetPte(t)
    \/ CopyPresentPte_CopyMigration(t)
    \/ CopyPresentPte_SkipNone(t)
    \/ CopyPresentPte_Unlock(t)
    \/ CopyPresentPte_UnlockNew(t)
=============================================================================
