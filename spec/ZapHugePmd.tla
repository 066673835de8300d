----------------------------- MODULE ZapHugePmd -----------------------------
(***************************************************************************)
(* Task t zaps the huge pmd of address space t: clear it, then lower the   *)
(* compound map count, both in one section of the pmd lock.                *)
(*                                                                         *)
(* Kernel counterpart: v5.13, mm/huge_memory.c, zap_huge_pmd() with        *)
(* __pmd_trans_huge_lock().                                                *)
(*                                                                         *)
(* Not modelled: the unlocked look at the pmd by the caller (a task that   *)
(* it would have turned away locks, finds nothing and unlocks); zapping    *)
(* part of a huge pmd, which splits it; the deposited page table and the   *)
(* page reference, on which no claim depends.                              *)
(***************************************************************************)
EXTENDS State

\* @kernel mm/huge_memory.c __pmd_trans_huge_lock pmd_lock
ZapHugePmd_Lock(t) ==
    /\ pc[t] = "zap_lock_pmd"
    /\ spin_lock(pmdLock, t, t)
    /\ goto(t, "zap_recheck_pmd")
    /\ UNCHANGED <<tables, pteLock, counters, registers>>

\* @kernel mm/huge_memory.c __pmd_trans_huge_lock pmd_trans_huge
ZapHugePmd_Recheck(t) ==
    /\ pc[t] = "zap_recheck_pmd"
    /\ goto(t, IF pmd[t] \in {"huge", "invalid", "migration"}
                 THEN "zap_clear_pmd"
                 ELSE "zap_drop_pmd_lock")
    /\ UNCHANGED <<tables, locks, counters, registers>>

\* Nothing to zap: the lock goes back before zap_huge_pmd() is told so.
\* @kernel mm/huge_memory.c __pmd_trans_huge_lock spin_unlock
ZapHugePmd_DropLock(t) ==
    /\ pc[t] = "zap_drop_pmd_lock"
    /\ spin_unlock(pmdLock, t)
    /\ goto(t, "zapped")
    /\ UNCHANGED <<tables, pteLock, counters, registers>>

\* A migration entry has no rmap: its count fell when it was installed.
\* Only holders of the pmd lock write the pmd, so the read is folded in.
\* @kernel mm/huge_memory.c zap_huge_pmd pmdp_huge_get_and_clear_full
ZapHugePmd_Clear(t) ==
    /\ pc[t] = "zap_clear_pmd"
    /\ pmd' = [pmd EXCEPT ![t] = "none"]
    /\ goto(t, IF pmd[t] = "migration"
                 THEN "zap_unlock_pmd"
                 ELSE "zap_remove_pmd_rmap")
    /\ UNCHANGED <<pte, locks, counters, registers>>

\* @kernel mm/huge_memory.c zap_huge_pmd page_remove_rmap
ZapHugePmd_RemoveRmap(t) ==
    /\ pc[t] = "zap_remove_pmd_rmap"
    /\ dec_compound_mapcount(t)
    /\ goto(t, "zap_unlock_pmd")
    /\ UNCHANGED <<tables, locks, registers>>

\* @kernel mm/huge_memory.c zap_huge_pmd spin_unlock
ZapHugePmd_Unlock(t) ==
    /\ pc[t] = "zap_unlock_pmd"
    /\ spin_unlock(pmdLock, t)
    /\ goto(t, "zapped")
    /\ UNCHANGED <<tables, pteLock, counters, registers>>

-----------------------------------------------------------------------------
ZapHugePmd(t) ==
    \/ ZapHugePmd_Lock(t)
    \/ ZapHugePmd_Recheck(t)
    \/ ZapHugePmd_DropLock(t)
    \/ ZapHugePmd_Clear(t)
    \/ ZapHugePmd_RemoveRmap(t)
    \/ ZapHugePmd_Unlock(t)
=============================================================================
