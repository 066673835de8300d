----------------------------- MODULE ZapHugePmd -----------------------------
(***************************************************************************)
(* Task t zaps the huge pmd of VMA m: clear it, then lower the counters,   *)
(* both in one section of the pmd lock; drop the reference after that.     *)
(* It goes on to next, or to otherwise if the pmd was not huge.            *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/huge_memory.c, zap_huge_pmd()    *)
(* with __pmd_trans_huge_lock(); the reference is dropped when the batch   *)
(* of mmu_gather is flushed, in release_pages() of mm/swap.c.              *)
(*                                                                         *)
(* Not modelled: device mappings; the zero page; the deposited page table. *)
(***************************************************************************)
EXTENDS PageRemoveRmap

\* @kernel mm/huge_memory.c __pmd_trans_huge_lock pmd_lock
ZapHugePmd_Lock(t, m) ==
    /\ pc[t] = "lock_pmd"
    /\ spin_lock_pmd(m, t)
    /\ goto(t, "recheck_pmd")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/huge_memory.c __pmd_trans_huge_lock pmd_trans_huge
ZapHugePmd_Recheck(t, m) ==
    /\ pc[t] = "recheck_pmd"
    /\ goto(t, IF pmd[m][1] \in {"huge", "invalid", "migration"}
                 THEN "clear_pmd"
                 ELSE "drop_pmd_lock")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* Nothing to zap: the lock goes back before zap_huge_pmd() is told so.
\* @kernel mm/huge_memory.c __pmd_trans_huge_lock spin_unlock
ZapHugePmd_DropLock(t, m, otherwise) ==
    /\ pc[t] = "drop_pmd_lock"
    /\ spin_unlock_pmd(m)
    /\ goto(t, otherwise)
    /\ UNCHANGED <<tables, counters, references, registers>>

\* A migration entry has no rmap: its count fell when it was installed.
\* Only holders of the pmd lock write the pmd, so the read is folded in.
\* @kernel mm/huge_memory.c zap_huge_pmd pmdp_huge_get_and_clear_full
ZapHugePmd_Clear(t, m) ==
    /\ pc[t] = "clear_pmd"
    /\ write_pmd(t, m, 1, IF ZapInvalidates /\ pmd[m][1] # "migration"
                            THEN "invalid" ELSE "none")
    /\ goto(t, IF pmd[m][1] = "migration" THEN "unlock_pmd"
                                          ELSE "remove_pmd_rmap")
    /\ batch' = [batch EXCEPT ![t] = IF pmd[m][1] = "migration" THEN {}
                                                                ELSE {0}]
    /\ UNCHANGED <<locks, counters, references, vma, at, results, entry>>

\* The rejected design, in no version: the pmd is none only when the counters
\* are lowered.
\* @kernel mm/huge_memory.c zap_huge_pmd pmd_clear
ZapHugePmd_ClearInvalid(t, m) ==
    /\ pc[t] = "clear_invalid_pmd"
    /\ write_pmd(t, m, 1, "none")
    /\ goto(t, "unlock_pmd")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/huge_memory.c zap_huge_pmd spin_unlock
ZapHugePmd_Unlock(t, m, next) ==
    /\ pc[t] = "unlock_pmd"
    /\ spin_unlock_pmd(m)
    /\ goto(t, IF batch[t] = {} THEN next ELSE "put_page")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/swap.c release_pages put_page_testzero
ZapHugePmd_PutPage(t, m, next) ==
    /\ pc[t] = "put_page"
    /\ put_page(m, 0)
    /\ batch' = [batch EXCEPT ![t] = {}]
    /\ goto(t, next)
    /\ UNCHANGED <<tables, locks, counters, ghosts, vma, at, results, entry>>

-----------------------------------------------------------------------------
ZapHugePmd(t, m, next, otherwise) ==
    \/ ZapHugePmd_Lock(t, m)
    \/ ZapHugePmd_Recheck(t, m)
    \/ ZapHugePmd_DropLock(t, m, otherwise)
    \/ ZapHugePmd_Clear(t, m)
    \/ PageRemoveRmap(t, m, IF ZapInvalidates THEN "clear_invalid_pmd"
                                              ELSE "unlock_pmd")
    \/ ZapHugePmd_ClearInvalid(t, m)
    \/ ZapHugePmd_Unlock(t, m, next)
    \/ ZapHugePmd_PutPage(t, m, next)
=============================================================================
