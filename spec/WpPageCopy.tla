----------------------------- MODULE WpPageCopy -----------------------------
(***************************************************************************)
(* Task t writes to a page that it shares: one of the page's ptes in VMA t *)
(* is cleared, set to the copy, and only then the page's map count falls,  *)
(* all in one section of the pte lock.                                     *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/memory.c, wp_page_copy().        *)
(*                                                                         *)
(* Not modelled: the copy's own counters; the reference that the fault     *)
(* itself holds, which is dropped after the unlock: here the mapping's is  *)
(* dropped then, so that the page is held until the same moment.           *)
(***************************************************************************)
EXTENDS Steps

\* Which of its ptes it writes through is open.
\* @kernel mm/memory.c handle_pte_fault pte_offset_map
WpPageCopy_ReadPmd(t) ==
    /\ pc[t] = "read_pmd"
    /\ IF pmd[t][1] = "table"
         THEN /\ \E p \in Pte : at' = [at EXCEPT ![t] = p]
              /\ goto(t, "lock_pte")
         ELSE /\ goto(t, "done")
              /\ UNCHANGED at
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/memory.c wp_page_copy pte_offset_map_lock
WpPageCopy_Lock(t) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock_pte(t, 1, t)
    /\ goto(t, "visit_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/memory.c wp_page_copy ptep_clear_flush_notify
WpPageCopy_Clear(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[t][at[t]] = "present"
    /\ write_pte(t, t, at[t], "none")
    /\ batch' = [batch EXCEPT ![t] = {at[t]}]
    /\ goto(t, "set_pte")
    /\ UNCHANGED <<locks, counters, references, vma, at, results, entry>>

\* It was changed meanwhile: the copy is thrown away.
\* @kernel mm/memory.c wp_page_copy pte_same
WpPageCopy_Skip(t) ==
    /\ pc[t] = "visit_pte"
    /\ pte[t][at[t]] # "present"
    /\ goto(t, "unlock_pte")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/memory.c wp_page_copy set_pte_at_notify
WpPageCopy_Set(t) ==
    /\ pc[t] = "set_pte"
    /\ write_pte(t, t, at[t], "other")
    /\ goto(t, "remove_pte_rmap")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/memory.c wp_page_copy page_remove_rmap
WpPageCopy_RemoveRmap(t) ==
    /\ pc[t] = "remove_pte_rmap"
    /\ dec_mapcount(t, t, at[t])
    /\ goto(t, "unlock_pte")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/memory.c wp_page_copy pte_unmap_unlock
WpPageCopy_Unlock(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(t, 1)
    /\ goto(t, IF batch[t] = {} THEN "done" ELSE "put_pages")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/memory.c wp_page_copy put_page
WpPageCopy_PutPage(t) ==
    /\ pc[t] = "put_pages"
    /\ put_page(t, at[t])
    /\ batch' = [batch EXCEPT ![t] = {}]
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, locks, counters, ghosts, vma, at, results, entry>>

-----------------------------------------------------------------------------
WpPageCopy(t) ==
    \/ WpPageCopy_ReadPmd(t)
    \/ WpPageCopy_Lock(t)
    \/ WpPageCopy_Clear(t)
    \/ WpPageCopy_Skip(t)
    \/ WpPageCopy_Set(t)
    \/ WpPageCopy_RemoveRmap(t)
    \/ WpPageCopy_Unlock(t)
    \/ WpPageCopy_PutPage(t)
=============================================================================
