----------------------------- MODULE TryToUnmap -----------------------------
(***************************************************************************)
(* The walker unmaps each pte that page_vma_mapped_walk() finds and, when  *)
(* the walk is over, returns whether the head's map count is zero.         *)
(*                                                                         *)
(* Kernel counterpart: mm/rmap.c, try_to_unmap() and try_to_unmap_one() of *)
(* v5.12, the mail's patch and v5.13; since v5.14 (1fb08ac63bee) it        *)
(* returns nothing.  mm/util.c, __page_mapcount().                         *)
(*                                                                         *)
(* Not modelled: swap and poison entries (they do not map the page, so     *)
(* they are "none"); the deferred TLB flush.                               *)
(*                                                                         *)
(* Assumed: the callback never gives up.  In the kernel a mlocked VMA, a   *)
(* failing swap_duplicate() or arch_unmap_one() or a redirtied lazyfree    *)
(* page leaves the entry, or puts it back, and ends the walk: TTU_SYNC or  *)
(* not, the page then stays mapped.                                        *)
(***************************************************************************)
EXTENDS PageVmaMappedWalk

\* @kernel mm/rmap.c try_to_unmap_one ptep_clear_flush
TryToUnmap_ClearPte(t) ==
    /\ pc[t] = "clear_pte"
    /\ write_pte(t, vma, at[t], "none")
    /\ goto(t, IF SetsMigrationEntry THEN "set_pte" ELSE "remove_pte_rmap")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/rmap.c try_to_unmap_one set_pte_at
TryToUnmap_SetPte(t) ==
    /\ pc[t] = "set_pte"
    /\ write_pte(t, vma, at[t], "migration")
    /\ goto(t, "remove_pte_rmap")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/rmap.c try_to_unmap_one page_remove_rmap
TryToUnmap_RemoveRmap(t) ==
    /\ pc[t] = "remove_pte_rmap"
    /\ dec_mapcount(t, vma, at[t])
    /\ goto(t, "put_pte_page")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/rmap.c try_to_unmap_one put_page
TryToUnmap_PutPage(t) ==
    /\ pc[t] = "put_pte_page"
    /\ put_page(vma, at[t])
    /\ next_pte_locked(t)
    /\ UNCHANGED <<tables, locks, counters, ghosts, vma, results, carried>>

\* page_mapcount() of a base page, or of the head of a file THP (there by way
\* of __page_mapcount() in mm/util.c), is one counter...
\* @kernel include/linux/mm.h page_mapcount _mapcount
TryToUnmap_ReadMapcount(t) ==
    /\ ~(Anon /\ Compound)
    /\ pc[t] = "return_mapcount"
    /\ \E count \in peeked_mapcount(1) : ret' = (count = 0)
    /\ goto(t, AfterReturn)
    /\ UNCHANGED <<shared, ghosts, vma, at, seen, outcome, carried>>

\* ... and of the head of an anonymous THP two, less DoubleMap's share of the
\* first, read one after the other.
\* @kernel mm/util.c __page_mapcount _mapcount
TryToUnmap_ReadHeadMapcount(t) ==
    /\ Anon /\ Compound
    /\ pc[t] = "return_mapcount"
    /\ seen' \in peeked_mapcount(1)
    /\ goto(t, "return_compound_mapcount")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, outcome, carried>>

\* @kernel mm/util.c __page_mapcount compound_mapcount_ptr
TryToUnmap_ReadCompoundMapcount(t) ==
    /\ pc[t] = "return_compound_mapcount"
    /\ \E count \in peeked_compound_mapcount : seen' = seen + count
    /\ goto(t, "return_double_map")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, outcome, carried>>

\* @kernel mm/util.c __page_mapcount PageDoubleMap
TryToUnmap_ReadDoubleMap(t) ==
    /\ pc[t] = "return_double_map"
    /\ ret' = (seen = IF doubleMap THEN 1 ELSE 0)
    /\ seen' = 0
    /\ goto(t, AfterReturn)
    /\ UNCHANGED <<shared, ghosts, vma, at, outcome, carried>>

-----------------------------------------------------------------------------
TryToUnmap(t) ==
    \/ TryToUnmap_ClearPte(t)
    \/ TryToUnmap_SetPte(t)
    \/ TryToUnmap_RemoveRmap(t)
    \/ TryToUnmap_PutPage(t)
    \/ TryToUnmap_ReadMapcount(t)
    \/ TryToUnmap_ReadHeadMapcount(t)
    \/ TryToUnmap_ReadCompoundMapcount(t)
    \/ TryToUnmap_ReadDoubleMap(t)
=============================================================================
