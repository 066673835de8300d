---------------------------- MODULE MoveHugePmd ----------------------------
(***************************************************************************)
(* Task t moves the huge pmd of VMA From to VMA To, with both pmd locks    *)
(* held: for a moment it is none in both.  The counters do not change.     *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/huge_memory.c, move_huge_pmd(),  *)
(* with the rmap locks that move_pgt_entry() takes in mm/mremap.c where    *)
(* the new VMA does not come later in the walk.                            *)
(*                                                                         *)
(* Not modelled: the deposited page table.                                 *)
(***************************************************************************)
EXTENDS FillVma

\* @kernel mm/mremap.c move_page_tables pmd_trans_huge
MoveHugePmd_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ goto(t, IF pmd[From][1] \in {"none", "table"} THEN "done"
               ELSE IF DestinationLater \/ ~TakesRmapLocks THEN "lock_pmd"
               ELSE "take_rmap_locks")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/mremap.c move_pgt_entry take_rmap_locks
MoveHugePmd_TakeRmapLocks(t) ==
    /\ pc[t] = "take_rmap_locks"
    /\ WalkOver
    /\ goto(t, "lock_pmd")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/huge_memory.c move_huge_pmd __pmd_trans_huge_lock
MoveHugePmd_Lock(t) ==
    /\ pc[t] = "lock_pmd"
    /\ spin_lock_pmd(From, t)
    /\ goto(t, "recheck_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c __pmd_trans_huge_lock pmd_trans_huge
MoveHugePmd_Recheck(t) ==
    /\ pc[t] = "recheck_pmd"
    /\ goto(t, IF pmd[From][1] \in {"huge", "invalid", "migration"}
                 THEN "lock_new_pmd"
                 ELSE "drop_pmd_lock")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* Nothing to move.
\* @kernel mm/huge_memory.c __pmd_trans_huge_lock spin_unlock
MoveHugePmd_DropLock(t) ==
    /\ pc[t] = "drop_pmd_lock"
    /\ spin_unlock_pmd(From)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c move_huge_pmd spin_lock_nested
MoveHugePmd_LockNew(t) ==
    /\ pc[t] = "lock_new_pmd"
    /\ spin_lock_pmd(To, t)
    /\ goto(t, "clear_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c move_huge_pmd pmdp_huge_get_and_clear
MoveHugePmd_Clear(t) ==
    /\ pc[t] = "clear_pmd"
    /\ entry' = IF pmd[From][1] = "migration" THEN "migration" ELSE "present"
    /\ write_pmd(t, From, 1, "none")
    /\ goto(t, "set_pmd")
    /\ UNCHANGED <<locks, counters, references, vma, at, results, batch>>

\* The count and the reference of a huge pmd go with it.
\* @kernel mm/huge_memory.c move_huge_pmd set_pmd_at
MoveHugePmd_Set(t) ==
    /\ pc[t] = "set_pmd"
    /\ write_pmd(t, To, 1, IF entry = "present" THEN "huge" ELSE entry)
    /\ entry' = "none"
    /\ IF entry = "present"
         THEN /\ hugeMappers' = (hugeMappers \ {From}) \cup {To}
              /\ mappers' = [p \in Pte |->
                               IF Anon THEN mappers[p]
                               ELSE (mappers[p] \ {From}) \cup {To}]
              /\ holders' = (holders \ {<<From, 0>>}) \cup {<<To, 0>>}
         ELSE UNCHANGED <<hugeMappers, mappers, holders>>
    /\ goto(t, "unlock_new_pmd")
    /\ UNCHANGED <<locks, compound_mapcount, mapcount, doubleMap, refs,
                   vma, at, results, batch>>

\* @kernel mm/huge_memory.c move_huge_pmd spin_unlock
MoveHugePmd_UnlockNew(t) ==
    /\ pc[t] = "unlock_new_pmd"
    /\ spin_unlock_pmd(To)
    /\ goto(t, "unlock_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c move_huge_pmd spin_unlock
MoveHugePmd_Unlock(t) ==
    /\ pc[t] = "unlock_pmd"
    /\ spin_unlock_pmd(From)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
MoveHugePmd(t) ==
    \/ MoveHugePmd_ReadPmd(t)
    \/ MoveHugePmd_TakeRmapLocks(t)
    \/ MoveHugePmd_Lock(t)
    \/ MoveHugePmd_Recheck(t)
    \/ MoveHugePmd_DropLock(t)
    \/ MoveHugePmd_LockNew(t)
    \/ MoveHugePmd_Clear(t)
    \/ MoveHugePmd_Set(t)
    \/ MoveHugePmd_UnlockNew(t)
    \/ MoveHugePmd_Unlock(t)
=============================================================================
