---------------------------- MODULE ZapPteRange ----------------------------
(***************************************************************************)
(* Task t zaps the ptes of one page table of VMA m in order: clear each,   *)
(* then lower that subpage's count, both in one section of the pte lock;   *)
(* drop the references after that.  It goes on to next, or to across if    *)
(* the page goes on in another page table.                                 *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/memory.c, zap_pte_range(); the   *)
(* references are dropped by release_pages() of mm/swap.c.                 *)
(*                                                                         *)
(* Not modelled: leaving since the batch of pages to free is full (between *)
(* two ptes, as for need_resched()); dropping the batch after each unlock: *)
(* here a split succeeds later than it may; ptes that truncation leaves    *)
(* alone, or behind the end of the range: as if the task had yet to come   *)
(* to them.  None of this hides a state of the page that another task      *)
(* sees.  Where the range begins is for the caller to say: at[t].          *)
(* From v6.2 on the counts of dirty file ptes are lowered in a batch,      *)
(* after a flush; this is not that.                                        *)
(***************************************************************************)
EXTENDS Steps

\* Where the loop goes from the pte it is at.
zap_next_pte(t) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF at[t] < K /\ TableOf(at[t] + 1) = TableOf(at[t])
                 THEN "visit_next_pte"
                 ELSE "unlock_pte")

\* @kernel mm/memory.c zap_pte_range pte_offset_map_lock
ZapPteRange_Lock(t, m) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock_pte(m, TableOf(at[t]), t)
    /\ goto(t, "visit_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* Between two ptes the loop may give the lock back; it begins again here.  (It
\* may before the first, too: the lock is then only taken once more.)
\* @kernel mm/memory.c zap_pte_range need_resched
ZapPteRange_Break(t, m) ==
    /\ pc[t] = "visit_next_pte"
    /\ pte[m][at[t]] # "none"
    /\ goto(t, "unlock_pte")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* Only holders of the pte lock write ptes, so the read is folded in.
\* @kernel mm/memory.c zap_pte_range ptep_get_and_clear_full
ZapPteRange_Clear(t, m) ==
    /\ pc[t] \in {"visit_pte", "visit_next_pte"}
    /\ pte[m][at[t]] = "present"
    /\ write_pte(t, m, at[t], "none")
    /\ batch' = [batch EXCEPT ![t] = batch[t] \cup {at[t]}]
    /\ goto(t, "remove_pte_rmap")
    /\ UNCHANGED <<locks, counters, references, vma, at, results, entry>>

\* munmap() and exit drop a migration entry; its count fell long ago.
\* @kernel mm/memory.c zap_pte_range pte_clear_not_present_full
ZapPteRange_ClearMigration(t, m) ==
    /\ pc[t] \in {"visit_pte", "visit_next_pte"}
    /\ pte[m][at[t]] = "migration"
    /\ write_pte(t, m, at[t], "none")
    /\ zap_next_pte(t)
    /\ UNCHANGED <<locks, counters, references, vma, results, carried>>

\* Truncation, which passes zap_details, leaves a migration entry alone.
\* @kernel mm/memory.c zap_pte_range details
ZapPteRange_SkipMigration(t, m) ==
    /\ pc[t] \in {"visit_pte", "visit_next_pte"}
    /\ pte[m][at[t]] = "migration"
    /\ zap_next_pte(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/memory.c zap_pte_range pte_none
ZapPteRange_SkipNone(t, m) ==
    /\ pc[t] \in {"visit_pte", "visit_next_pte"}
    /\ pte[m][at[t]] = "none"
    /\ zap_next_pte(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* Truncation leaves a private copy alone; other zappers do what is not seen
\* from this page.
\* @kernel mm/memory.c zap_pte_range page_rmapping
ZapPteRange_SkipOther(t, m) ==
    /\ pc[t] \in {"visit_pte", "visit_next_pte"}
    /\ pte[m][at[t]] = "other"
    /\ zap_next_pte(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/memory.c zap_pte_range page_remove_rmap
ZapPteRange_RemoveRmap(t, m) ==
    /\ pc[t] = "remove_pte_rmap"
    /\ dec_mapcount(t, m, at[t])
    /\ zap_next_pte(t)
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

\* @kernel mm/memory.c zap_pte_range pte_unmap_unlock
ZapPteRange_Unlock(t, m, next, across) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(m, TableOf(at[t] - 1))
    /\ goto(t, IF at[t] > K THEN IF batch[t] = {} THEN next ELSE "put_pages"
               ELSE IF TableOf(at[t]) # TableOf(at[t] - 1) THEN across
               ELSE "lock_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* One by one, as they were batched.
\* @kernel mm/swap.c release_pages put_page_testzero
ZapPteRange_PutPage(t, m, next) ==
    /\ pc[t] = "put_pages"
    /\ \E p \in batch[t] :
         /\ \A q \in batch[t] : p <= q
         /\ put_page(m, p)
         /\ batch' = [batch EXCEPT ![t] = batch[t] \ {p}]
         /\ goto(t, IF batch[t] = {p} THEN next ELSE "put_pages")
    /\ UNCHANGED <<tables, locks, counters, ghosts, vma, at, results, entry>>

-----------------------------------------------------------------------------
ZapPteRange(t, m, next, across) ==
    \/ ZapPteRange_Lock(t, m)
    \/ ZapPteRange_Break(t, m)
    \/ ZapPteRange_Clear(t, m)
    \/ ZapPteRange_ClearMigration(t, m)
    \/ ZapPteRange_SkipMigration(t, m)
    \/ ZapPteRange_SkipNone(t, m)
    \/ ZapPteRange_SkipOther(t, m)
    \/ ZapPteRange_RemoveRmap(t, m)
    \/ ZapPteRange_Unlock(t, m, next, across)
    \/ ZapPteRange_PutPage(t, m, next)
=============================================================================
