------------------------- MODULE PageVmaMappedWalk -------------------------
(***************************************************************************)
(* The walker looks for mappings of the page in one VMA, and hands each to *)
(* its caller with the lock over it held.                                  *)
(*                                                                         *)
(* Kernel counterpart: mm/page_vma_mapped.c, page_vma_mapped_walk() with   *)
(* map_pte() and check_pte(): v5.12, the mail's patch, v5.13-rc7 (commit   *)
(* 732ed55823fc) and v5.13 final (a9a7504d9bea, a7a69d8ba88d) by the       *)
(* constants that start with Pvmw.                                         *)
(*                                                                         *)
(* Not modelled: hugetlb; PVMW_MIGRATION, which neither caller sets; holes *)
(* in the tables above the pmd, like a pmd that is none but never waited   *)
(* for (tables are freed only once the VMA has left the rmap).             *)
(***************************************************************************)
EXTENDS Steps

\* return false: rmap_walk() goes on with its done callback.
return_false(t) ==
    /\ goto(t, AfterVma)
    /\ at' = [at EXCEPT ![t] = 1]

\* There is no page table: return false, or step on to the next one.
step_forward(t) ==
    IF PvmwStepsOn /\ TableOf(at[t]) # TableOf(K)
      THEN /\ goto(t, "read_pmd")
           /\ at' = [at EXCEPT ![t] = Boundary + 1]
      ELSE return_false(t)

\* The label next_pte, reached with the pte lock held: a base page has no
\* other pte, and past the last of a table the lock goes back.
next_pte_locked(t) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF at[t] < K /\ TableOf(at[t] + 1) = TableOf(at[t])
                 THEN "next_pte_locked"
                 ELSE "unlock_pte")

\* The same label, reached without the lock.
next_pte_unlocked(t) ==
    IF at[t] < K
      THEN /\ at' = [at EXCEPT ![t] = at[t] + 1]
           /\ goto(t, IF TableOf(at[t] + 1) = TableOf(at[t]) THEN "next_pte"
                                                             ELSE "read_pmd")
      ELSE return_false(t)

-----------------------------------------------------------------------------
(***************************************************************************)
(* The pmd.                                                                *)
(***************************************************************************)
\* Seen none without the lock and without PVMW_SYNC: the bug's first half.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk READ_ONCE
PageVmaMappedWalk_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ \E value \in peeked_pmd(vma, TableOf(at[t])) :
         IF value = "table"
           THEN /\ goto(t, MapPte)
                /\ UNCHANGED at
           ELSE IF value # "none"
           THEN /\ goto(t, "lock_pmd")
                /\ UNCHANGED at
           ELSE IF PvmwWaitsAtPmd
           THEN /\ goto(t, "sync_lock_pmd")
                /\ UNCHANGED at
           ELSE step_forward(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pmd_lock
PageVmaMappedWalk_LockPmd(t) ==
    /\ pc[t] = "lock_pmd"
    /\ spin_lock_pmd(vma, t)
    /\ goto(t, "recheck_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pmd_trans_huge
PageVmaMappedWalk_RecheckPmd(t) ==
    /\ pc[t] = "recheck_pmd"
    /\ goto(t, IF pmd[vma][1] \in {"huge", "invalid"} THEN FoundPmd
               ELSE IF pmd[vma][1] = "table" THEN "drop_pmd_lock"
               ELSE "unlock_pmd")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* The pmd was split under us.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk spin_unlock
PageVmaMappedWalk_DropPmdLock(t) ==
    /\ pc[t] = "drop_pmd_lock"
    /\ spin_unlock_pmd(vma)
    /\ goto(t, MapPte)
    /\ UNCHANGED <<tables, counters, references, registers>>

\* The repair, in two steps.  The pmd is not looked at again: to map the page
\* there takes the page lock, and who moves a mapping holds that pmd's lock.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pmd_lock
PageVmaMappedWalk_SyncLockPmd(t) ==
    /\ pc[t] = "sync_lock_pmd"
    /\ spin_lock_pmd(vma, t)
    /\ goto(t, "sync_unlock_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk spin_unlock
PageVmaMappedWalk_SyncUnlockPmd(t) ==
    /\ pc[t] = "sync_unlock_pmd"
    /\ spin_unlock_pmd(vma)
    /\ step_forward(t)
    /\ UNCHANGED <<tables, counters, references, vma, results, carried>>

\* not_found, from the pmd level; also when the caller, done with a pmd,
\* asks for the next mapping: there is none.
\* @kernel include/linux/rmap.h page_vma_mapped_walk_done spin_unlock
PageVmaMappedWalk_UnlockPmd(t) ==
    /\ pc[t] = "unlock_pmd"
    /\ spin_unlock_pmd(vma)
    /\ return_false(t)
    /\ UNCHANGED <<tables, counters, references, vma, results, carried>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* The ptes.                                                               *)
(***************************************************************************)
\* Seen not present without the lock: the bug's second half.  Of the loads
\* that map_pte() makes the last decides; those before it sort swap entries.
\* @kernel mm/page_vma_mapped.c map_pte pte_present
PageVmaMappedWalk_PeekPte(t) ==
    /\ pc[t] = "peek_pte"
    /\ \E value \in peeked_pte(vma, at[t]) :
         IF value \in {"present", "other"}
           THEN /\ goto(t, "lock_pte")
                /\ UNCHANGED at
           ELSE next_pte_unlocked(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/page_vma_mapped.c map_pte spin_lock
PageVmaMappedWalk_LockPte(t) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock_pte(vma, TableOf(at[t]), t)
    /\ goto(t, "check_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* Read under the lock, so what it finds stands until the caller is done.
\* @kernel mm/page_vma_mapped.c check_pte pte_present
PageVmaMappedWalk_CheckPte(t) ==
    /\ pc[t] = "check_pte"
    /\ IF pte[vma][at[t]] = "present"
         THEN /\ goto(t, "clear_pte")
              /\ UNCHANGED at
         ELSE next_pte_locked(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* Still without the lock: the second half again, for the ptes behind.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pte_none
PageVmaMappedWalk_NextPte(t) ==
    /\ ~(PvmwSync /\ PvmwLoopSync)
    /\ pc[t] = "next_pte"
    /\ \E value \in peeked_pte(vma, at[t]) :
         IF value = "none"
           THEN next_pte_unlocked(t)
           ELSE /\ goto(t, "lock_next_pte")
                /\ UNCHANGED at
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* The hunk of a7a69d8ba88d, with which the peek is not made.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pte_lockptr
PageVmaMappedWalk_SyncLockNextPte(t) ==
    /\ PvmwSync /\ PvmwLoopSync
    /\ pc[t] = "next_pte"
    /\ spin_lock_pte(vma, TableOf(at[t]), t)
    /\ goto(t, "next_pte_locked")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk spin_lock
PageVmaMappedWalk_LockNextPte(t) ==
    /\ pc[t] = "lock_next_pte"
    /\ spin_lock_pte(vma, TableOf(at[t]), t)
    /\ goto(t, "check_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk pte_none
PageVmaMappedWalk_NextPteLocked(t) ==
    /\ pc[t] = "next_pte_locked"
    /\ IF pte[vma][at[t]] = "none"
         THEN next_pte_locked(t)
         ELSE /\ goto(t, "check_pte")
              /\ UNCHANGED at
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* not_found, from the pte level; or the next page table, if the page goes on
\* there.
\* @kernel include/linux/rmap.h page_vma_mapped_walk_done spin_unlock
PageVmaMappedWalk_UnlockPte(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(vma, TableOf(at[t] - 1))
    /\ IF at[t] > K
         THEN return_false(t)
         ELSE /\ goto(t, "read_pmd")
              /\ UNCHANGED at
    /\ UNCHANGED <<tables, counters, references, vma, results, carried>>

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
    \/ PageVmaMappedWalk_SyncLockNextPte(t)
    \/ PageVmaMappedWalk_LockNextPte(t)
    \/ PageVmaMappedWalk_NextPteLocked(t)
    \/ PageVmaMappedWalk_UnlockPte(t)
=============================================================================
