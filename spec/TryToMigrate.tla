---------------------------- MODULE TryToMigrate ----------------------------
(***************************************************************************)
(* The walker checks its flags, replaces each pte that the walk finds by a *)
(* migration entry, and returns nothing.                                   *)
(*                                                                         *)
(* Kernel counterpart: mm/rmap.c, try_to_migrate() and                     *)
(* try_to_migrate_one() at v5.14 (commit a98a2f0c8ce1), with the two       *)
(* points of the mail of 2021-06-01 as constants.                          *)
(*                                                                         *)
(* Not modelled: TTU_RMAP_LOCKED, which says who took the rmap lock; flags *)
(* that no case passes; device pages; poison entries ("migration" to us:   *)
(* neither maps the page).  Assumed, as in TryToUnmap: arch_unmap_one()    *)
(* does not fail.                                                          *)
(***************************************************************************)
EXTENDS PageVmaMappedWalk

\* A flag that is not admitted: warn, and return without a walk.  The check
\* touches nothing shared; it is a step of its own so that it can be seen.
\* @kernel mm/rmap.c try_to_migrate WARN_ON_ONCE
TryToMigrate_CheckFlags(t) ==
    /\ pc[t] = "check_flags"
    /\ goto(t, IF TTU_SYNC /\ ~MigrateAllowsSync THEN AfterReturn
                                                 ELSE StartVma)
    /\ UNCHANGED <<shared, ghosts, registers>>

\* @kernel mm/rmap.c try_to_migrate_one ptep_clear_flush
TryToMigrate_ClearPte(t) ==
    /\ pc[t] = "clear_pte"
    /\ write_pte(t, vma, at[t], "none")
    /\ goto(t, "set_pte")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/rmap.c try_to_migrate_one set_pte_at
TryToMigrate_SetPte(t) ==
    /\ pc[t] = "set_pte"
    /\ write_pte(t, vma, at[t], "migration")
    /\ goto(t, "remove_pte_rmap")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/rmap.c try_to_migrate_one page_remove_rmap
TryToMigrate_RemoveRmap(t) ==
    /\ pc[t] = "remove_pte_rmap"
    /\ dec_mapcount(t, vma, at[t])
    /\ goto(t, "put_pte_page")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/rmap.c try_to_migrate_one put_page
TryToMigrate_PutPage(t) ==
    /\ pc[t] = "put_pte_page"
    /\ put_page(vma, at[t])
    /\ next_pte_locked(t)
    /\ UNCHANGED <<tables, locks, counters, ghosts, vma, results, carried>>

-----------------------------------------------------------------------------
TryToMigrate(t) ==
    \/ TryToMigrate_CheckFlags(t)
    \/ TryToMigrate_ClearPte(t)
    \/ TryToMigrate_SetPte(t)
    \/ TryToMigrate_RemoveRmap(t)
    \/ TryToMigrate_PutPage(t)
=============================================================================
