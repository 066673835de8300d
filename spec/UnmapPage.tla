----------------------------- MODULE UnmapPage -----------------------------
(***************************************************************************)
(* What split_huge_page() does once the walk has returned: look at the     *)
(* counters, as CONFIG_DEBUG_VM does, and then freeze the references, or   *)
(* give up and map the page again.                                         *)
(*                                                                         *)
(* Kernel counterpart: mm/huge_memory.c, unmap_page() and                  *)
(* split_huge_page_to_list() of v5.12 with their three DEBUG_VM checks;    *)
(* since 504e070dc08f (v5.13-rc7) one warning, and a freeze that looks at  *)
(* the references alone.  mm/debug.c, dump_page().                         *)
(*                                                                         *)
(* Not modelled: other holders of a reference, who make the freeze fail    *)
(* more often; the locks of the page cache and of the split queue; what    *)
(* comes after a freeze.                                                   *)
(***************************************************************************)
EXTENDS Steps

finish(t, result) ==
    /\ outcome' = result
    /\ goto(t, IF result \in {"split", "EBUSY", "SIGKILL", "unmapped"}
                 THEN "returned" ELSE "bug")

-----------------------------------------------------------------------------
(***************************************************************************)
(* CONFIG_DEBUG_VM, until 504e070dc08f.                                    *)
(***************************************************************************)
\* The first check: what try_to_unmap() returned.
\* @kernel mm/huge_memory.c unmap_page VM_BUG_ON_PAGE
UnmapPage_CheckSuccess(t) ==
    /\ pc[t] = "check_success"
    /\ goto(t, IF ret THEN "check_compound_mapcount" ELSE "dump_mapcount")
    /\ UNCHANGED <<shared, ghosts, registers>>

\* It bit: print the page, first in words (of an anonymous page three reads,
\* taken for one: nothing follows from what is printed)...
\* @kernel mm/debug.c __dump_page page_mapcount
UnmapPage_DumpMapcount(t) ==
    /\ pc[t] = "dump_mapcount"
    /\ seen' = mapcount[1] + IF ~Anon THEN 0
                 ELSE compound_mapcount - IF doubleMap THEN 1 ELSE 0
    /\ goto(t, "dump_raw_mapcount")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, outcome, carried>>

\* ... and then as the words of memory that it is.
\* @kernel mm/debug.c __dump_page print_hex_dump
UnmapPage_DumpRaw(t) ==
    /\ pc[t] = "dump_raw_mapcount"
    /\ finish(t, "bug_unmap_success")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, seen, carried>>

\* The second check.
\* @kernel mm/huge_memory.c split_huge_page_to_list compound_mapcount
UnmapPage_CheckCompound(t) ==
    /\ pc[t] = "check_compound_mapcount"
    /\ \E count \in peeked_compound_mapcount :
         IF count > 0
           THEN finish(t, "bug_compound_mapcount")
           ELSE goto(t, "total_compound_mapcount") /\ UNCHANGED outcome
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, seen, carried>>

\* total_mapcount(), one counter after the other; of a file page it takes off
\* again what each pmd has added to every subpage.
\* @kernel mm/huge_memory.c total_mapcount compound_mapcount
UnmapPage_TotalCompound(t) ==
    /\ pc[t] = "total_compound_mapcount"
    /\ \E count \in peeked_compound_mapcount :
         seen' = IF Anon THEN count ELSE count - count * K
    /\ goto(t, "total_mapcount")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, outcome, carried>>

\* @kernel mm/huge_memory.c total_mapcount _mapcount
UnmapPage_TotalMapcount(t) ==
    /\ pc[t] = "total_mapcount"
    /\ \E count \in peeked_mapcount(at[t]) : seen' = seen + count
    /\ at' = [at EXCEPT ![t] = IF at[t] < K THEN at[t] + 1 ELSE 1]
    /\ goto(t, IF at[t] < K THEN "total_mapcount"
               ELSE IF Anon THEN "total_double_map"
               ELSE "freeze")
    /\ UNCHANGED <<shared, ghosts, vma, ret, outcome, carried>>

\* @kernel mm/huge_memory.c total_mapcount PageDoubleMap
UnmapPage_TotalDoubleMap(t) ==
    /\ pc[t] = "total_double_map"
    /\ seen' = seen - IF doubleMap THEN K ELSE 0
    /\ goto(t, "freeze")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, outcome, carried>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* The freeze, and what follows if it fails.                               *)
(***************************************************************************)
\* A total that is not 0 forbids the freeze, until 504e070dc08f, and is the
\* third check.  Nobody but the caller may hold a reference then.
\* @kernel mm/huge_memory.c split_huge_page_to_list page_ref_freeze
UnmapPage_Freeze(t) ==
    /\ pc[t] = "freeze"
    /\ IF (OneCheck \/ seen = 0) /\ refs = 0
         THEN finish(t, "split")
         ELSE IF ~OneCheck /\ DEBUG_VM /\ seen # 0
         THEN finish(t, "bug_total_mapcount")
         ELSE IF Anon
         THEN goto(t, "remap_read_pmd") /\ UNCHANGED outcome
         ELSE finish(t, "EBUSY")
    /\ vma' = 1
    /\ seen' = 0
    /\ UNCHANGED <<shared, ghosts, at, ret, carried>>

remap_next_pte(t) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF at[t] < K /\ TableOf(at[t] + 1) = TableOf(at[t])
                 THEN "remap_pte"
                 ELSE "remap_unlock_pte")

\* remap_page(): remove_migration_ptes() of every VMA, with PVMW_SYNC; that it
\* waits at a pmd that is none is left out, as no migration entry comes there.
\* Of a file page there is none at all, so nothing is lost by not walking.
\* @kernel mm/page_vma_mapped.c page_vma_mapped_walk READ_ONCE
UnmapPage_RemapReadPmd(t) ==
    /\ pc[t] = "remap_read_pmd"
    /\ \E value \in peeked_pmd(vma, TableOf(at[t])) :
         IF value = "table"
           THEN /\ goto(t, "remap_lock_pte")
                /\ UNCHANGED at
           ELSE IF PvmwStepsOn /\ TableOf(at[t]) # TableOf(K)
           THEN /\ at' = [at EXCEPT ![t] = Boundary + 1]
                /\ UNCHANGED pc
           ELSE /\ goto(t, "remap_next")
                /\ at' = [at EXCEPT ![t] = 1]
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/page_vma_mapped.c map_pte spin_lock
UnmapPage_RemapLock(t) ==
    /\ pc[t] = "remap_lock_pte"
    /\ spin_lock_pte(vma, TableOf(at[t]), t)
    /\ goto(t, "remap_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* @kernel mm/migrate.c remove_migration_pte get_page
UnmapPage_RemapGetPage(t) ==
    /\ pc[t] = "remap_pte"
    /\ pte[vma][at[t]] = "migration"
    /\ get_page(vma, at[t])
    /\ goto(t, "remap_set_pte")
    /\ UNCHANGED <<tables, locks, counters, ghosts, registers>>

\* @kernel mm/page_vma_mapped.c check_pte is_migration_entry
UnmapPage_RemapSkip(t) ==
    /\ pc[t] = "remap_pte"
    /\ pte[vma][at[t]] # "migration"
    /\ remap_next_pte(t)
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* The entry first and its count after it, the other way round than a fault.
\* @kernel mm/migrate.c remove_migration_pte set_pte_at
UnmapPage_RemapSetPte(t) ==
    /\ pc[t] = "remap_set_pte"
    /\ write_pte(t, vma, at[t], "present")
    /\ goto(t, "remap_inc_mapcount")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/migrate.c remove_migration_pte page_add_anon_rmap
UnmapPage_RemapIncMapcount(t) ==
    /\ pc[t] = "remap_inc_mapcount"
    /\ inc_mapcount(t, vma, at[t])
    /\ remap_next_pte(t)
    /\ UNCHANGED <<tables, locks, references, vma, results, carried>>

\* @kernel include/linux/rmap.h page_vma_mapped_walk_done spin_unlock
UnmapPage_RemapUnlock(t) ==
    /\ pc[t] = "remap_unlock_pte"
    /\ spin_unlock_pte(vma, TableOf(at[t] - 1))
    /\ goto(t, IF at[t] > K THEN "remap_next" ELSE "remap_read_pmd")
    /\ at' = [at EXCEPT ![t] = IF at[t] > K THEN 1 ELSE at[t]]
    /\ UNCHANGED <<tables, counters, references, vma, results, carried>>

\* @kernel mm/huge_memory.c split_huge_page_to_list EBUSY
UnmapPage_RemapNext(t) ==
    /\ pc[t] = "remap_next"
    /\ IF vma < N
         THEN /\ vma' = vma + 1
              /\ goto(t, "remap_read_pmd")
              /\ UNCHANGED outcome
         ELSE /\ finish(t, "EBUSY")
              /\ UNCHANGED vma
    /\ UNCHANGED <<shared, ghosts, at, ret, seen, carried>>

-----------------------------------------------------------------------------
UnmapPage(t) ==
    \/ UnmapPage_CheckSuccess(t)
    \/ UnmapPage_DumpMapcount(t)
    \/ UnmapPage_DumpRaw(t)
    \/ UnmapPage_CheckCompound(t)
    \/ UnmapPage_TotalCompound(t)
    \/ UnmapPage_TotalMapcount(t)
    \/ UnmapPage_TotalDoubleMap(t)
    \/ UnmapPage_Freeze(t)
    \/ UnmapPage_RemapReadPmd(t)
    \/ UnmapPage_RemapLock(t)
    \/ UnmapPage_RemapGetPage(t)
    \/ UnmapPage_RemapSkip(t)
    \/ UnmapPage_RemapSetPte(t)
    \/ UnmapPage_RemapIncMapcount(t)
    \/ UnmapPage_RemapUnlock(t)
    \/ UnmapPage_RemapNext(t)
=============================================================================
