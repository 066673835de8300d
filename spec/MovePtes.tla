------------------------------ MODULE MovePtes ------------------------------
(***************************************************************************)
(* Task t moves the ptes of VMA From to VMA To, with the locks of both     *)
(* page tables held together: each is none in both for a moment.  The      *)
(* counters do not change.                                                 *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/mremap.c, move_ptes().           *)
(*                                                                         *)
(* Not modelled: moving a whole page table by its pmd, which takes neither *)
(* pte lock and, before v5.14 (97113eb39fa7), the rmap locks only where    *)
(* the order demands it: the walk can miss such a page, TTU_SYNC or not.   *)
(***************************************************************************)
EXTENDS FillVma

\* @kernel mm/mremap.c move_page_tables pmd_trans_huge
MovePtes_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ goto(t, IF pmd[From][1] = "table" THEN "alloc_pte" ELSE "done")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/mremap.c move_page_tables pte_alloc
MovePtes_Alloc(t) ==
    /\ pc[t] = "alloc_pte"
    /\ alloc_table(t)
    /\ goto(t, IF DestinationLater \/ ~TakesRmapLocks THEN "lock_pte"
                                                       ELSE "take_rmap_locks")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* The walk holds them until it is over.
\* @kernel mm/mremap.c move_ptes take_rmap_locks
MovePtes_TakeRmapLocks(t) ==
    /\ pc[t] = "take_rmap_locks"
    /\ WalkOver
    /\ goto(t, "lock_pte")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/mremap.c move_ptes pte_offset_map_lock
MovePtes_Lock(t) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock_pte(From, 1, t)
    /\ goto(t, "lock_new_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/mremap.c move_ptes spin_lock_nested
MovePtes_LockNew(t) ==
    /\ pc[t] = "lock_new_pte"
    /\ spin_lock_pte(To, 1, t)
    /\ goto(t, "visit_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/mremap.c move_ptes ptep_get_and_clear
MovePtes_Clear(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[From][at[t]] # "none"
    /\ entry' = pte[From][at[t]]
    /\ write_pte(t, From, at[t], "none")
    /\ goto(t, "copy_pte")
    /\ UNCHANGED <<locks, counters, references, vma, at, results, batch>>

\* The count and the reference of a pte go with it.
\* @kernel mm/mremap.c move_ptes set_pte_at
MovePtes_Set(t) ==
    /\ pc[t] = "copy_pte"
    /\ write_pte(t, To, at[t], entry)
    /\ entry' = "none"
    /\ IF entry = "present"
         THEN /\ mappers' = [mappers EXCEPT
                               ![at[t]] = (@ \ {From}) \cup {To}]
              /\ holders' = (holders \ {<<From, at[t]>>}) \cup {<<To, at[t]>>}
         ELSE UNCHANGED <<mappers, holders>>
    /\ fill_next_pte(t, "unlock_new_pte")
    /\ UNCHANGED <<locks, compound_mapcount, mapcount, doubleMap, hugeMappers,
                   refs, vma, results, batch>>

\* @kernel mm/mremap.c move_ptes pte_none
MovePtes_SkipNone(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[From][at[t]] = "none"
    /\ fill_next_pte(t, "unlock_new_pte")
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/mremap.c move_ptes spin_unlock
MovePtes_UnlockNew(t) ==
    /\ pc[t] = "unlock_new_pte"
    /\ spin_unlock_pte(To, 1)
    /\ goto(t, "unlock_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/mremap.c move_ptes pte_unmap_unlock
MovePtes_Unlock(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(From, 1)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
MovePtes(t) ==
    \/ MovePtes_ReadPmd(t)
    \/ MovePtes_Alloc(t)
    \/ MovePtes_TakeRmapLocks(t)
    \/ MovePtes_Lock(t)
    \/ MovePtes_LockNew(t)
    \/ MovePtes_Clear(t)
    \/ MovePtes_Set(t)
    \/ MovePtes_SkipNone(t)
    \/ MovePtes_UnlockNew(t)
    \/ MovePtes_Unlock(t)
=============================================================================
