---------------------------- MODULE ZapPteRange ----------------------------
(***************************************************************************)
(* Task t zaps the ptes of address space t in order: clear each, then      *)
(* lower that subpage's map count, both in one section of the pte lock.    *)
(*                                                                         *)
(* Kernel counterpart: v5.13, mm/memory.c, zap_pte_range() with the look   *)
(* at the pmd by its caller zap_pmd_range().                               *)
(*                                                                         *)
(* Not modelled: ptes that are out of range, or that truncation leaves     *)
(* alone (as if the task had yet to come to them); leaving since the batch *)
(* of pages to free is full (between two ptes, as for need_resched()); a   *)
(* break before the first pte, which would only lock twice.  From v6.2 on  *)
(* the counts of dirty file ptes are lowered in a batch, after a flush;    *)
(* this is not that.                                                       *)
(***************************************************************************)
EXTENDS State

\* Where the loop goes from the pte it is at.
zap_next_pte(t) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF at[t] < K THEN "zap_clear_pte" ELSE "zap_unlock_pte")

\* @kernel mm/memory.c zap_pmd_range pmd_none_or_trans_huge_or_clear_bad
ZapPteRange_ReadPmd(t) ==
    /\ pc[t] = "zap_read_pmd"
    /\ goto(t, IF pmd[t] = "table" THEN "zap_lock_pte" ELSE "zapped")
    /\ UNCHANGED <<tables, locks, counters, registers>>

\* @kernel mm/memory.c zap_pte_range pte_offset_map_lock
ZapPteRange_Lock(t) ==
    /\ pc[t] = "zap_lock_pte"
    /\ spin_lock(pteLock, t, t)
    /\ goto(t, "zap_clear_pte")
    /\ UNCHANGED <<tables, pmdLock, counters, registers>>

\* Between two ptes the loop may give the lock back; it begins again here.
\* @kernel mm/memory.c zap_pte_range need_resched
ZapPteRange_Break(t) ==
    /\ pc[t] = "zap_clear_pte"
    /\ at[t] > 1
    /\ pte[t][at[t]] # "none"
    /\ goto(t, "zap_unlock_pte")
    /\ UNCHANGED <<tables, locks, counters, registers>>

\* Only holders of the pte lock write ptes, so the read is folded in.
\* @kernel mm/memory.c zap_pte_range ptep_get_and_clear_full
ZapPteRange_Clear(t) ==
    /\ pc[t] = "zap_clear_pte"
    /\ pte[t][at[t]] = "present"
    /\ pte' = [pte EXCEPT ![t][at[t]] = "none"]
    /\ goto(t, "zap_remove_pte_rmap")
    /\ UNCHANGED <<pmd, locks, counters, registers>>

\* munmap() and exit drop a migration entry; its count fell long ago.
\* @kernel mm/memory.c zap_pte_range pte_clear_not_present_full
ZapPteRange_ClearMigration(t) ==
    /\ pc[t] = "zap_clear_pte"
    /\ pte[t][at[t]] = "migration"
    /\ pte' = [pte EXCEPT ![t][at[t]] = "none"]
    /\ zap_next_pte(t)
    /\ UNCHANGED <<pmd, locks, counters, vma, ret>>

\* Truncation, which passes zap_details, leaves a migration entry alone.
\* @kernel mm/memory.c zap_pte_range details
ZapPteRange_SkipMigration(t) ==
    /\ pc[t] = "zap_clear_pte"
    /\ pte[t][at[t]] = "migration"
    /\ zap_next_pte(t)
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* @kernel mm/memory.c zap_pte_range pte_none
ZapPteRange_SkipNone(t) ==
    /\ pc[t] = "zap_clear_pte"
    /\ pte[t][at[t]] = "none"
    /\ zap_next_pte(t)
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* @kernel mm/memory.c zap_pte_range page_remove_rmap
ZapPteRange_RemoveRmap(t) ==
    /\ pc[t] = "zap_remove_pte_rmap"
    /\ dec_mapcount(t, at[t])
    /\ zap_next_pte(t)
    /\ UNCHANGED <<tables, locks, vma, ret>>

\* @kernel mm/memory.c zap_pte_range pte_unmap_unlock
ZapPteRange_Unlock(t) ==
    /\ pc[t] = "zap_unlock_pte"
    /\ spin_unlock(pteLock, t)
    /\ goto(t, IF at[t] > K THEN "zapped" ELSE "zap_lock_pte")
    /\ UNCHANGED <<tables, pmdLock, counters, registers>>

-----------------------------------------------------------------------------
ZapPteRange(t) ==
    \/ ZapPteRange_ReadPmd(t)
    \/ ZapPteRange_Lock(t)
    \/ ZapPteRange_Break(t)
    \/ ZapPteRange_Clear(t)
    \/ ZapPteRange_ClearMigration(t)
    \/ ZapPteRange_SkipMigration(t)
    \/ ZapPteRange_SkipNone(t)
    \/ ZapPteRange_RemoveRmap(t)
    \/ ZapPteRange_Unlock(t)
=============================================================================
