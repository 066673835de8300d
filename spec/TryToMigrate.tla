---------------------------- MODULE TryToMigrate ----------------------------
(***************************************************************************)
(* The walker checks its flags, replaces each pte that the walk finds by a *)
(* migration entry, and returns nothing.                                   *)
(*                                                                         *)
(* Kernel counterpart: mm/rmap.c, try_to_migrate() and                     *)
(* try_to_migrate_one() at v5.14 (commit a98a2f0c8ce1), with the two       *)
(* points of the mail of 2021-06-01 as constants.                          *)
(*                                                                         *)
(* It calls the walk of PageVmaMappedWalk; that of v5.14 was tidied since, *)
(* and takes the same steps in a VMA with one page table.                  *)
(*                                                                         *)
(* Not modelled: TTU_RMAP_LOCKED, which says who took the rmap lock; flags *)
(* that no case passes; device pages; poison entries ("migration" to us:   *)
(* neither maps the page).  Assumed, as in TryToUnmap: arch_unmap_one()    *)
(* does not fail, and TTU_SPLIT_HUGE_PMD is not passed, or is passed for a *)
(* page mapped by ptes.                                                    *)
(***************************************************************************)
EXTENDS PageVmaMappedWalk

\* A flag that is not admitted: warn, and return without a walk.  The check
\* touches nothing shared; it is a step of its own so that it can be seen.
\* @kernel mm/rmap.c try_to_migrate WARN_ON_ONCE
TryToMigrate_CheckFlags(t) ==
    /\ pc[t] = "check_flags"
    /\ goto(t, IF TTU_SYNC /\ ~MigrateAllowsSync THEN "returned"
                                                 ELSE "read_pmd")
    /\ UNCHANGED <<tables, locks, counters, registers>>

\* @kernel mm/rmap.c try_to_migrate_one ptep_clear_flush
TryToMigrate_ClearPte(t) ==
    /\ Walker = "try_to_migrate"
    /\ pc[t] = "clear_pte"
    /\ pte' = [pte EXCEPT ![vma][at[t]] = "none"]
    /\ goto(t, "set_pte")
    /\ UNCHANGED <<pmd, locks, counters, registers>>

\* @kernel mm/rmap.c try_to_migrate_one set_pte_at
TryToMigrate_SetPte(t) ==
    /\ Walker = "try_to_migrate"
    /\ pc[t] = "set_pte"
    /\ pte' = [pte EXCEPT ![vma][at[t]] = "migration"]
    /\ goto(t, "remove_pte_rmap")
    /\ UNCHANGED <<pmd, locks, counters, registers>>

\* @kernel mm/rmap.c try_to_migrate_one page_remove_rmap
TryToMigrate_RemoveRmap(t) ==
    /\ Walker = "try_to_migrate"
    /\ pc[t] = "remove_pte_rmap"
    /\ dec_mapcount(vma, at[t])
    /\ next_pte_locked(t)
    /\ UNCHANGED <<tables, locks, vma, ret>>

-----------------------------------------------------------------------------
TryToMigrate(t) ==
    \/ TryToMigrate_CheckFlags(t)
    \/ TryToMigrate_ClearPte(t)
    \/ TryToMigrate_SetPte(t)
    \/ TryToMigrate_RemoveRmap(t)
=============================================================================
