----------------------------- MODULE TryToUnmap -----------------------------
(***************************************************************************)
(* The walker unmaps each pte that page_vma_mapped_walk() finds and, when  *)
(* the walk is over, returns whether the head's map count is zero.         *)
(*                                                                         *)
(* Kernel counterpart: mm/rmap.c, try_to_unmap() and try_to_unmap_one() at *)
(* commit 732ed55823fc (v5.13-rc7); since v5.14 it returns nothing.        *)
(*                                                                         *)
(* Not modelled: swap and poison entries (they do not map the page, so     *)
(* they are "none"); the deferred TLB flush; for ptes TTU_SPLIT_FREEZE,    *)
(* which does what TTU_MIGRATION does.                                     *)
(*                                                                         *)
(* Assumed: the callback never gives up.  In the kernel a mlocked VMA, a   *)
(* failing swap_duplicate() or arch_unmap_one() or a redirtied lazyfree    *)
(* page leaves the entry, or puts it back, and ends the walk: TTU_SYNC or  *)
(* not, the page then stays mapped.  And TTU_SPLIT_HUGE_PMD, which takes   *)
(* the pmd lock before the walk looks and so makes the pmd half of the     *)
(* repair redundant, is not passed, or is passed for a page mapped by ptes.*)
(***************************************************************************)
EXTENDS PageVmaMappedWalk

\* @kernel mm/rmap.c try_to_unmap_one ptep_clear_flush
TryToUnmap_ClearPte(t) ==
    /\ Walker = "try_to_unmap"
    /\ pc[t] = "clear_pte"
    /\ pte' = [pte EXCEPT ![vma][at[t]] = "none"]
    /\ goto(t, IF TTU_MIGRATION THEN "set_pte" ELSE "remove_pte_rmap")
    /\ UNCHANGED <<pmd, locks, counters, registers>>

\* @kernel mm/rmap.c try_to_unmap_one set_pte_at
TryToUnmap_SetPte(t) ==
    /\ Walker = "try_to_unmap"
    /\ pc[t] = "set_pte"
    /\ pte' = [pte EXCEPT ![vma][at[t]] = "migration"]
    /\ goto(t, "remove_pte_rmap")
    /\ UNCHANGED <<pmd, locks, counters, registers>>

\* @kernel mm/rmap.c try_to_unmap_one page_remove_rmap
TryToUnmap_RemoveRmap(t) ==
    /\ Walker = "try_to_unmap"
    /\ pc[t] = "remove_pte_rmap"
    /\ dec_mapcount(vma, at[t])
    /\ next_pte_locked(t)
    /\ UNCHANGED <<tables, locks, vma, ret>>

\* page_mapcount() of a base page is one counter...
\* @kernel include/linux/mm.h page_mapcount _mapcount
TryToUnmap_ReadMapcount(t) ==
    /\ ~Compound
    /\ pc[t] = "return_mapcount"
    /\ ret' = (mapcount[1] = 0)
    /\ goto(t, "returned")
    /\ UNCHANGED <<tables, locks, counters, vma, at>>

\* ... and that of an anonymous THP's head is two, one read after the other.
\* @kernel mm/util.c __page_mapcount _mapcount
TryToUnmap_ReadHeadMapcount(t) ==
    /\ Compound
    /\ pc[t] = "return_mapcount"
    /\ ret' = (mapcount[1] = 0)
    /\ goto(t, "return_compound_mapcount")
    /\ UNCHANGED <<tables, locks, counters, vma, at>>

\* @kernel mm/util.c __page_mapcount compound_mapcount_ptr
TryToUnmap_ReadCompoundMapcount(t) ==
    /\ pc[t] = "return_compound_mapcount"
    /\ ret' = (ret /\ compound_mapcount = 0)
    /\ goto(t, "returned")
    /\ UNCHANGED <<tables, locks, counters, vma, at>>

-----------------------------------------------------------------------------
TryToUnmap(t) ==
    \/ TryToUnmap_ClearPte(t)
    \/ TryToUnmap_SetPte(t)
    \/ TryToUnmap_RemoveRmap(t)
    \/ TryToUnmap_ReadMapcount(t)
    \/ TryToUnmap_ReadHeadMapcount(t)
    \/ TryToUnmap_ReadCompoundMapcount(t)
=============================================================================
