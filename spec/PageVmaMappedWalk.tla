------------------------- MODULE PageVmaMappedWalk -------------------------
(***************************************************************************)
(* The walker looks for mappings of the page in one VMA, that of address   *)
(* space vma, and hands each to its caller with the lock over it held.     *)
(*                                                                         *)
(* Kernel counterpart: mm/page_vma_mapped.c, page_vma_mapped_walk() at     *)
(* commit 732ed55823fc (v5.13-rc7), with map_pte() and check_pte().        *)
(*                                                                         *)
(* Here, as in rc7, a pmd that is none makes the walk return false; v5.13  *)
(* final (commit a9a7504d9bea) steps on to the next page table.  With one  *)
(* table per VMA, as State assumes, both end the walk of that VMA there; a *)
(* THP mapped across two tables the walk of rc7 can miss, TTU_SYNC or not. *)
(*                                                                         *)
(* Not modelled: hugetlb; PVMW_MIGRATION, which neither caller sets; the   *)
(* levels above the pmd (tables are freed only once the VMA has left the   *)
(* rmap, and one that is missing maps nothing, like a pmd that is none);   *)
(* another page in the same slot, which is "none" to us: the walk would    *)
(* lock where here it may skip, to find nothing of this page.              *)
(***************************************************************************)
EXTENDS State

\* return false: rmap_walk() goes on with its done callback.
return_false(t) ==
    /\ goto(t, AfterVma)
    /\ at' = [at EXCEPT ![t] = 1]

\* The label next_pte, reached with the pte lock held: a base page has no
\* other pte, and past the last one there is only the lock to give back.
next_pte_locked(t) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF Compound /\ at[t] < K THEN "next_pte_locked"
                                        ELSE "unlock_pte")

\* The same label, reached without the lock.
next_pte_unlocked(t) ==
    IF Compound /\ at[t] < K
      THEN /\ at' = [at EXCEPT ![t] = at[t] + 1]
           /\ goto(t, "next_pte")
      ELSE return_false(t)

-----------------------------------------------------------------------------
(***************************************************************************)
(* The pmd.                                                                *)
(***************************************************************************)
\* Seen none without the lock and without PVMW_SYNC: the bug's first half.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk READ_ONCE
PageVmaMappedWalk_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ IF pmd[vma] = "table"
         THEN /\ goto(t, MapPte)
              /\ UNCHANGED at
         ELSE IF pmd[vma] # "none"
         THEN /\ goto(t, "lock_pmd")
              /\ UNCHANGED at
         ELSE IF PvmwWaitsAtPmd
         THEN /\ goto(t, "sync_lock_pmd")
              /\ UNCHANGED at
         ELSE return_false(t)
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pmd_lock
PageVmaMappedWalk_LockPmd(t) ==
    /\ pc[t] = "lock_pmd"
    /\ spin_lock(pmdLock, vma, t)
    /\ goto(t, "recheck_pmd")
    /\ UNCHANGED <<tables, pteLock, counters, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pmd_trans_huge
PageVmaMappedWalk_RecheckPmd(t) ==
    /\ pc[t] = "recheck_pmd"
    /\ goto(t, IF pmd[vma] \in {"huge", "invalid"} THEN FoundPmd
               ELSE IF pmd[vma] = "table" THEN "drop_pmd_lock"
               ELSE "unlock_pmd")
    /\ UNCHANGED <<tables, locks, counters, registers>>

\* The pmd was split under us; nobody splits here, so this is never reached.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk spin_unlock
PageVmaMappedWalk_DropPmdLock(t) ==
    /\ pc[t] = "drop_pmd_lock"
    /\ spin_unlock(pmdLock, vma)
    /\ goto(t, MapPte)
    /\ UNCHANGED <<tables, pteLock, counters, registers>>

\* The repair, in two steps.  The pmd is not looked at again: to map the page
\* there takes the page lock, and nobody moves a huge pmd or clears it for a
\* moment only (assumed: see State).
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pmd_lock
PageVmaMappedWalk_SyncLockPmd(t) ==
    /\ pc[t] = "sync_lock_pmd"
    /\ spin_lock(pmdLock, vma, t)
    /\ goto(t, "sync_unlock_pmd")
    /\ UNCHANGED <<tables, pteLock, counters, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk spin_unlock
PageVmaMappedWalk_SyncUnlockPmd(t) ==
    /\ pc[t] = "sync_unlock_pmd"
    /\ spin_unlock(pmdLock, vma)
    /\ return_false(t)
    /\ UNCHANGED <<tables, pteLock, counters, vma, ret>>

\* not_found, from the pmd level; also when the caller, done with a pmd,
\* asks for the next mapping: there is none.
\* @kernel include/linux/rmap.h page_vma_mapped_walk_done spin_unlock
PageVmaMappedWalk_UnlockPmd(t) ==
    /\ pc[t] = "unlock_pmd"
    /\ spin_unlock(pmdLock, vma)
    /\ return_false(t)
    /\ UNCHANGED <<tables, pteLock, counters, vma, ret>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* The ptes.                                                               *)
(***************************************************************************)
\* Seen not present without the lock: the bug's second half.  Of the loads
\* that map_pte() makes the last decides; those before it sort swap entries.
\* @kernel mm/page_vma_mapped.c map_pte pte_present
PageVmaMappedWalk_PeekPte(t) ==
    /\ pc[t] = "peek_pte"
    /\ IF pte[vma][at[t]] = "present"
         THEN /\ goto(t, "lock_pte")
              /\ UNCHANGED at
         ELSE next_pte_unlocked(t)
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* @kernel mm/page_vma_mapped.c map_pte spin_lock
PageVmaMappedWalk_LockPte(t) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock(pteLock, vma, t)
    /\ goto(t, "check_pte")
    /\ UNCHANGED <<tables, pmdLock, counters, registers>>

\* Read under the lock, so what it finds stands until the caller is done.
\* @kernel mm/page_vma_mapped.c check_pte pte_present
PageVmaMappedWalk_CheckPte(t) ==
    /\ pc[t] = "check_pte"
    /\ IF pte[vma][at[t]] = "present"
         THEN /\ goto(t, "clear_pte")
              /\ UNCHANGED at
         ELSE next_pte_locked(t)
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* Still without the lock: the second half again, for the ptes behind.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pte_none
PageVmaMappedWalk_NextPte(t) ==
    /\ pc[t] = "next_pte"
    /\ IF pte[vma][at[t]] = "none"
         THEN next_pte_unlocked(t)
         ELSE /\ goto(t, "lock_next_pte")
              /\ UNCHANGED at
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk spin_lock
PageVmaMappedWalk_LockNextPte(t) ==
    /\ pc[t] = "lock_next_pte"
    /\ spin_lock(pteLock, vma, t)
    /\ goto(t, "check_pte")
    /\ UNCHANGED <<tables, pmdLock, counters, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pte_none
PageVmaMappedWalk_NextPteLocked(t) ==
    /\ pc[t] = "next_pte_locked"
    /\ IF pte[vma][at[t]] = "none"
         THEN next_pte_locked(t)
         ELSE /\ goto(t, "check_pte")
              /\ UNCHANGED at
    /\ UNCHANGED <<tables, locks, counters, vma, ret>>

\* not_found, from the pte level.
\* @kernel include/linux/rmap.h page_vma_mapped_walk_done spin_unlock
PageVmaMappedWalk_UnlockPte(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock(pteLock, vma)
    /\ return_false(t)
    /\ UNCHANGED <<tables, pmdLock, counters, vma, ret>>

-----------------------------------------------------------------------------
PageVmaMappedWalk(t) ==
    \/ PageVmaMappedWalk_ReadPmd(t)
    \/ PageVmaMappedWalk_LockPmd(t)
    \/ PageVmaMappedWalk_RecheckPmd(t)
    \/ PageVmaMappedWalk_DropPmdLock(t)
    \/ PageVmaMappedWalk_SyncLockPmd(t)
    \/ PageVmaMappedWalk_SyncUnlockPmd(t)
    \/ PageVmaMappedWalk_UnlockPmd(t)
    \/ PageVmaMappedWalk_PeekPte(t)
    \/ PageVmaMappedWalk_LockPte(t)
    \/ PageVmaMappedWalk_CheckPte(t)
    \/ PageVmaMappedWalk_NextPte(t)
    \/ PageVmaMappedWalk_LockNextPte(t)
    \/ PageVmaMappedWalk_NextPteLocked(t)
    \/ PageVmaMappedWalk_UnlockPte(t)
=============================================================================
