------------------------ MODULE SetPmdMigrationEntry ------------------------
(***************************************************************************)
(* The walker turns a huge pmd that it has found into a migration entry:   *)
(* invalidate it, write the entry, lower the compound map count, all       *)
(* inside the pmd lock that page_vma_mapped_walk() took.                   *)
(*                                                                         *)
(* Kernel counterpart: v5.13 and v5.14, mm/huge_memory.c,                  *)
(* set_pmd_migration_entry(), called by try_to_unmap_one() under           *)
(* TTU_MIGRATION and by try_to_migrate_one().                              *)
(*                                                                         *)
(* Not modelled: dirty and soft-dirty bits, the page reference; no claim   *)
(* depends on them.                                                        *)
(***************************************************************************)
EXTENDS State

\* Not none in between: a reader without the lock sees a huge pmd still.
\* @kernel mm/huge_memory.c set_pmd_migration_entry pmdp_invalidate
SetPmdMigrationEntry_Invalidate(t) ==
    /\ pc[t] = "invalidate_pmd"
    /\ pmd' = [pmd EXCEPT ![vma] = "invalid"]
    /\ goto(t, "set_pmd")
    /\ UNCHANGED <<pte, locks, counters, registers>>

\* @kernel mm/huge_memory.c set_pmd_migration_entry set_pmd_at
SetPmdMigrationEntry_SetPmd(t) ==
    /\ pc[t] = "set_pmd"
    /\ pmd' = [pmd EXCEPT ![vma] = "migration"]
    /\ goto(t, "remove_pmd_rmap")
    /\ UNCHANGED <<pte, locks, counters, registers>>

\* @kernel mm/huge_memory.c set_pmd_migration_entry page_remove_rmap
SetPmdMigrationEntry_RemoveRmap(t) ==
    /\ pc[t] = "remove_pmd_rmap"
    /\ dec_compound_mapcount(vma)
    /\ goto(t, "unlock_pmd")
    /\ UNCHANGED <<tables, locks, registers>>

-----------------------------------------------------------------------------
SetPmdMigrationEntry(t) ==
    \/ SetPmdMigrationEntry_Invalidate(t)
    \/ SetPmdMigrationEntry_SetPmd(t)
    \/ SetPmdMigrationEntry_RemoveRmap(t)
=============================================================================
