------------------------ MODULE SetPmdMigrationEntry ------------------------
(***************************************************************************)
(* The walker turns a huge pmd that it has found into a migration entry:   *)
(* invalidate it, write the entry, lower the counters, drop the reference, *)
(* all inside the pmd lock that page_vma_mapped_walk() took.               *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/huge_memory.c,                   *)
(* set_pmd_migration_entry(), called by try_to_unmap_one() under           *)
(* TTU_MIGRATION and by try_to_migrate_one().                              *)
(*                                                                         *)
(* Not modelled: dirty and soft-dirty bits; no claim depends on them.      *)
(***************************************************************************)
EXTENDS PageRemoveRmap

\* Not none in between: a reader without the lock sees a huge pmd still.
\* @kernel mm/huge_memory.c set_pmd_migration_entry pmdp_invalidate
SetPmdMigrationEntry_Invalidate(t) ==
    /\ pc[t] = "invalidate_pmd"
    /\ write_pmd(t, vma, 1, "invalid")
    /\ goto(t, "set_pmd")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/huge_memory.c set_pmd_migration_entry set_pmd_at
SetPmdMigrationEntry_SetPmd(t) ==
    /\ pc[t] = "set_pmd"
    /\ write_pmd(t, vma, 1, "migration")
    /\ goto(t, "remove_pmd_rmap")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/huge_memory.c set_pmd_migration_entry put_page
SetPmdMigrationEntry_PutPage(t) ==
    /\ pc[t] = "put_pmd_page"
    /\ put_page(vma, 0)
    /\ goto(t, "unlock_pmd")
    /\ UNCHANGED <<tables, locks, counters, ghosts, registers>>

-----------------------------------------------------------------------------
SetPmdMigrationEntry(t) ==
    \/ SetPmdMigrationEntry_Invalidate(t)
    \/ SetPmdMigrationEntry_SetPmd(t)
    \/ PageRemoveRmap(t, vma, "put_pmd_page")
    \/ SetPmdMigrationEntry_PutPage(t)
=============================================================================
