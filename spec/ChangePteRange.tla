--------------------------- MODULE ChangePteRange ---------------------------
(***************************************************************************)
(* Task t changes the protection of VMA t: each pte is none for a moment,  *)
(* and then maps the same page again, under the pte lock; the counters do  *)
(* not change.  A huge pmd is invalidated for that moment and never none,  *)
(* which is what InvalidatesPmd assumes.                                   *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/mprotect.c, change_pte_range();  *)
(* mm/huge_memory.c, change_huge_pmd().  Automatic NUMA balancing and      *)
(* soft-dirty tracking do the same.                                        *)
(*                                                                         *)
(* Not modelled: migration entries, of which only the bits are changed; to *)
(* go on with the ptes where the huge pmd was split meanwhile.             *)
(***************************************************************************)
EXTENDS Steps

change_next_pte(t) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF at[t] < K THEN "visit_pte" ELSE "unlock_pte")

\* @kernel mm/mprotect.c change_pmd_range pmd_trans_huge
ChangePteRange_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ goto(t, IF pmd[t][1] = "table" THEN "lock_pte"
               ELSE IF pmd[t][1] \in {"huge", "invalid"} THEN "lock_pmd"
               ELSE "done")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/mprotect.c change_pte_range pte_offset_map_lock
ChangePteRange_Lock(t) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock_pte(t, 1, t)
    /\ goto(t, "visit_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/mprotect.c change_pte_range ptep_modify_prot_start
ChangePteRange_Start(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[t][at[t]] = "present"
    /\ write_pte(t, t, at[t], "none")
    /\ goto(t, "restore_pte")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/mprotect.c change_pte_range ptep_modify_prot_commit
ChangePteRange_Commit(t) ==
    /\ pc[t] = "restore_pte"
    /\ write_pte(t, t, at[t], "present")
    /\ change_next_pte(t)
    /\ UNCHANGED <<locks, counters, references, vma, results, carried>>

\* @kernel mm/mprotect.c change_pte_range pte_present
ChangePteRange_Skip(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[t][at[t]] # "present"
    /\ change_next_pte(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/mprotect.c change_pte_range pte_unmap_unlock
ChangePteRange_Unlock(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(t, 1)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
\* @kernel mm/huge_memory.c change_huge_pmd __pmd_trans_huge_lock
ChangeHugePmd_Lock(t) ==
    /\ pc[t] = "lock_pmd"
    /\ spin_lock_pmd(t, t)
    /\ goto(t, "recheck_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c change_huge_pmd pmdp_invalidate
ChangeHugePmd_Invalidate(t) ==
    /\ pc[t] = "recheck_pmd"
    /\ pmd[t][1] = "huge"
    /\ write_pmd(t, t, 1, IF InvalidatesPmd THEN "invalid" ELSE "none")
    /\ goto(t, "set_pmd")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/huge_memory.c change_huge_pmd is_swap_pmd
ChangeHugePmd_Skip(t) ==
    /\ pc[t] = "recheck_pmd"
    /\ pmd[t][1] # "huge"
    /\ goto(t, "unlock_pmd")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/huge_memory.c change_huge_pmd set_pmd_at
ChangeHugePmd_Set(t) ==
    /\ pc[t] = "set_pmd"
    /\ write_pmd(t, t, 1, "huge")
    /\ goto(t, "unlock_pmd")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/huge_memory.c change_huge_pmd spin_unlock
ChangeHugePmd_Unlock(t) ==
    /\ pc[t] = "unlock_pmd"
    /\ spin_unlock_pmd(t)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
ChangePteRange(t) ==
    \/ ChangePteRange_ReadPmd(t)
    \/ ChangePteRange_Lock(t)
    \/ ChangePteRange_Start(t)
    \/ ChangePteRange_Commit(t)
    \/ ChangePteRange_Skip(t)
    \/ ChangePteRange_Unlock(t)
    \/ ChangeHugePmd_Lock(t)
    \/ ChangeHugePmd_Invalidate(t)
    \/ ChangeHugePmd_Skip(t)
    \/ ChangeHugePmd_Set(t)
    \/ ChangeHugePmd_Unlock(t)
=============================================================================
