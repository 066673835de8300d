---------------------------- MODULE ZapPmdRange ----------------------------
(***************************************************************************)
(* Task t zaps all of the page in VMA m, by whichever function its pmd     *)
(* calls for.  Task 0 does it for truncation, VMA by VMA, in place of a    *)
(* walk of the reverse map, and is then the one who may look too early.    *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/memory.c, zap_pmd_range(); the   *)
(* walker is unmap_mapping_page() of 22061a1ffabd (v5.13), before that     *)
(* unmap_mapping_pages().                                                  *)
(*                                                                         *)
(* Not modelled: zapping part of a huge pmd, which splits it: that is      *)
(* SplitHugePmd.  Holes in the tables above the pmd, like a pmd that is    *)
(* none; and a caller's own look at page_mapped() before it begins, which  *)
(* only saves it the walk.                                                 *)
(***************************************************************************)
EXTENDS ZapHugePmd, ZapPteRange

\* On a pmd that is none: take and drop its lock, if this is truncation and
\* the patch is in; it is looked at again anyway.
WaitAtNonePmd(t) ==
    IF t # 0 \/ ~Compound \/ Boundary < K THEN "read_pmd_again"
    ELSE IF ZapSyncs THEN "sync_lock_pmd"
    ELSE IF ZapWaitsRcu THEN "synchronize_rcu"
    ELSE "read_pmd_again"

\* Several loads in a row, of which the first that applies decides: one step.
\* @kernel mm/memory.c zap_pmd_range pmd_trans_huge
ZapPmdRange_ReadPmd(t, m) ==
    /\ pc[t] = "read_pmd"
    /\ \E value \in IF t = 0 THEN peeked_pmd(m, TableOf(at[t]))
                             ELSE {pmd[m][TableOf(at[t])]} :
         goto(t, CASE value \in {"huge", "invalid", "migration"} -> "lock_pmd"
                   [] value = "none" -> WaitAtNonePmd(t)
                   [] value = "table" -> "read_pmd_again")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/memory.c zap_pmd_range pmd_lock
ZapPmdRange_SyncLock(t, m) ==
    /\ pc[t] = "sync_lock_pmd"
    /\ spin_lock_pmd(m, t)
    /\ goto(t, "sync_unlock_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/memory.c zap_pmd_range spin_unlock
ZapPmdRange_SyncUnlock(t, m) ==
    /\ pc[t] = "sync_unlock_pmd"
    /\ spin_unlock_pmd(m)
    /\ goto(t, "read_pmd_again")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* A rejected design, in no version (the message has it after the unmap).  It
\* waits for whoever is in a critical section; task m has only one that clears
\* a pmd, so to be outside is to be past it.  And it is a full barrier.
\* @kernel mm/memory.c zap_pmd_range synchronize_rcu
ZapPmdRange_SynchronizeRcu(t, m) ==
    /\ pc[t] = "synchronize_rcu"
    /\ pc[m] \notin HoldsPmd
    /\ past' = NoPast
    /\ goto(t, "read_pmd_again")
    /\ UNCHANGED <<shared, acquired, registers>>

\* Nothing here, or nothing any more: on to the next page table, if the page
\* goes on there.
\* @kernel mm/memory.c zap_pmd_range pmd_none_or_trans_huge_or_clear_bad
ZapPmdRange_ReadPmdAgain(t, m, next, across) ==
    /\ pc[t] = "read_pmd_again"
    /\ \E value \in IF t = 0 THEN peeked_pmd(m, TableOf(at[t]))
                             ELSE {pmd[m][TableOf(at[t])]} :
         IF value = "table"
           THEN /\ goto(t, "lock_pte")
                /\ UNCHANGED at
           ELSE IF TableOf(at[t]) # TableOf(K)
           THEN /\ goto(t, across)
                /\ at' = [at EXCEPT ![t] = Boundary + 1]
           ELSE /\ goto(t, IF batch[t] = {} THEN next ELSE "put_pages")
                /\ at' = [at EXCEPT ![t] = K + 1]
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* Truncation goes on with the next VMA, and then looks at page_mapped().
\* @kernel mm/memory.c unmap_mapping_range_tree vma_interval_tree_foreach
UnmapMappingPage_NextVma(t) ==
    /\ pc[t] = "next_vma"
    /\ at' = [at EXCEPT ![t] = 1]
    /\ acquired' = 0
    /\ IF vma < N
         THEN /\ vma' = vma + 1
              /\ goto(t, "read_pmd")
         ELSE /\ UNCHANGED vma
              /\ goto(t, AfterWalk)
    /\ UNCHANGED <<shared, past, results, carried>>

-----------------------------------------------------------------------------
ZapPmdRange(t, m, next) ==
    \/ ZapPmdRange_ReadPmd(t, m)
    \/ ZapPmdRange_SyncLock(t, m)
    \/ ZapPmdRange_SyncUnlock(t, m)
    \/ ZapPmdRange_SynchronizeRcu(t, m)
    \/ ZapHugePmd(t, m, next, "read_pmd_again")
    \/ ZapPmdRange_ReadPmdAgain(t, m, next, "read_pmd")
    \/ ZapPteRange(t, m, next, "read_pmd")

\* What is left of it for a VMA that maps the page by ptes.
ZapPtes(t, m, next) ==
    \/ ZapPmdRange_ReadPmdAgain(t, m, next, "read_pmd_again")
    \/ ZapPteRange(t, m, next, "read_pmd_again")

UnmapMappingPage(t) ==
    \/ ZapPmdRange(t, vma, "next_vma")
    \/ UnmapMappingPage_NextVma(t)
=============================================================================
