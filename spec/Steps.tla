------------------------------- MODULE Steps -------------------------------
(***************************************************************************)
(* What the kernel's functions are made of: where a task can stand, the    *)
(* primitive steps, and what the constants make of the walk.               *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, spinlocks, page-table accessors and *)
(* counters.                                                               *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS State

(***************************************************************************)
(* Labels: each is the name of the step to come.  They are shared by all   *)
(* functions, and say what is held there: the pmd lock of the VMA that the *)
(* task is at, the pte lock, or (so far as this page goes) nothing.  Who   *)
(* fills a second VMA holds the locks of that one too.                     *)
(***************************************************************************)
HoldsPmd ==
    {"recheck_pmd", "drop_pmd_lock", "sync_unlock_pmd", "unlock_pmd",
     "clear_pmd", "invalidate_pmd", "set_pmd", "clear_invalid_pmd",
     "remove_pmd_rmap", "remove_compound_rmap",
     "clear_double_map", "drop_double_map", "put_pmd_page",
     "split_recheck_pmd", "split_clear_pmd", "split_invalidate_pmd",
     "split_ref_add", "split_inc_mapcount", "split_read_compound",
     "split_set_double_map", "split_inc_double_map", "split_dec_compound",
     "split_clear_double_map", "split_drop_double_map", "split_populate_pmd",
     "split_remove_rmap", "split_put_page", "split_unlock_pmd",
     "lock_new_pmd", "unlock_new_pmd", "bug_pmd"}

HoldsPte ==
    {"check_pte", "next_pte_locked", "clear_pte", "set_pte",
     "remove_pte_rmap", "put_pte_page", "unlock_pte",
     "visit_pte", "visit_next_pte", "restore_pte", "dup_rmap", "copy_pte",
     "lock_new_pte", "unlock_new_pte",
     "remap_pte", "remap_set_pte", "remap_inc_mapcount", "remap_unlock_pte"}

HoldsNothing ==
    {"check_flags", "split_lock_pmd",
     "read_pmd", "read_pmd_again", "lock_pmd", "sync_lock_pmd",
     "synchronize_rcu", "peek_pte", "lock_pte", "next_pte", "lock_next_pte",
     "done_compound_mapcount", "done_mapcount", "next_vma",
     "return_mapcount", "return_compound_mapcount", "return_double_map",
     "check_success", "dump_mapcount", "dump_raw_mapcount",
     "check_compound_mapcount",
     "total_compound_mapcount", "total_mapcount", "total_double_map",
     "mapped_compound_mapcount", "mapped_mapcount", "freeze",
     "remap_read_pmd", "remap_lock_pte", "remap_next", "kill",
     "trylock_page", "take_rmap_locks", "alloc_pte", "lock_source_pte",
     "put_page", "put_pages", "bug", "returned", "done"}

Label == HoldsPmd \cup HoldsPte \cup HoldsNothing

goto(t, step) == pc' = [pc EXCEPT ![t] = step]

\* The rmap lock is free again.  (Callers other than split_huge_page() give it
\* back a little earlier, before they look at the counters.)
WalkOver == pc[0] \in {"bug", "bug_pmd", "returned"}

-----------------------------------------------------------------------------
(***************************************************************************)
(* What a read without a lock may return: the cell as it is, or, under     *)
(* StalePeek, as it was at any time since the walker took a lock or wrote  *)
(* that cell itself.  The flag PageDoubleMap and the references are read   *)
(* as they are.  A lock makes the walker forget all cells, as if stores    *)
(* became visible to all at once (not so on POWER); and a value may be     *)
(* followed by an older one of the same cell, which coherence forbids.     *)
(***************************************************************************)
NoPast ==
    [pmd |-> [m \in Mm |-> [d \in Table |-> {}]],
     pte |-> [m \in Mm |-> [p \in Pte |-> {}]],
     compound |-> {},
     mapcount |-> [p \in Pte |-> {}]]

peeked_pmd(m, d)         == {pmd[m][d]} \cup past.pmd[m][d]
peeked_pte(m, p)         == {pte[m][p]} \cup past.pte[m][p]
peeked_compound_mapcount == {compound_mapcount} \cup past.compound
peeked_mapcount(p)       == {mapcount[p]} \cup past.mapcount[p]

\* What the past of a cell becomes when task t overwrites it.
overwritten(t, old, value) ==
    IF ~StalePeek THEN old ELSE IF t = 0 THEN {} ELSE old \cup {value}

-----------------------------------------------------------------------------
(***************************************************************************)
(* Locks.  A lock's value is its holder, or Unlocked.  Whoever calls       *)
(* spin_unlock() succeeds: that only the holder does is a claim.           *)
(***************************************************************************)
Unlocked == -1
Many == 3

\* The walker forgets what it may have read before, and counts up to "many".
acquire(t) ==
    /\ past' = IF t = 0 THEN NoPast ELSE past
    /\ acquired' = IF t = 0 /\ acquired < Many THEN acquired + 1 ELSE acquired

spin_lock_pmd(m, t) ==
    /\ pmdLock[m] = Unlocked
    /\ pmdLock' = [pmdLock EXCEPT ![m] = t]
    /\ UNCHANGED pteLock
    /\ acquire(t)

spin_unlock_pmd(m) ==
    /\ pmdLock' = [pmdLock EXCEPT ![m] = Unlocked]
    /\ UNCHANGED <<pteLock, ghosts>>

spin_lock_pte(m, d, t) ==
    IF SplitPtlocks
      THEN /\ pteLock[m][d] = Unlocked
           /\ pteLock' = [pteLock EXCEPT ![m][d] = t]
           /\ UNCHANGED pmdLock
           /\ acquire(t)
      ELSE spin_lock_pmd(m, t)

spin_unlock_pte(m, d) ==
    IF SplitPtlocks
      THEN /\ pteLock' = [pteLock EXCEPT ![m][d] = Unlocked]
           /\ UNCHANGED <<pmdLock, ghosts>>
      ELSE spin_unlock_pmd(m)

-----------------------------------------------------------------------------
(***************************************************************************)
(* Page tables.                                                            *)
(***************************************************************************)
write_pmd(t, m, d, value) ==
    /\ pmd' = [pmd EXCEPT ![m][d] = value]
    /\ past' = [past EXCEPT !.pmd[m][d] = overwritten(t, @, pmd[m][d])]
    /\ UNCHANGED <<pte, acquired>>

write_pte(t, m, p, value) ==
    /\ pte' = [pte EXCEPT ![m][p] = value]
    /\ past' = [past EXCEPT !.pte[m][p] = overwritten(t, @, pte[m][p])]
    /\ UNCHANGED <<pmd, acquired>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* Counters, each with the set that it counts.  VMA m is the mapper that   *)
(* comes or goes, 0 stands for DoubleMap.                                  *)
(***************************************************************************)
change_compound_mapcount(t, count, who) ==
    /\ compound_mapcount' = count
    /\ hugeMappers' = who
    /\ past' = [past EXCEPT
                  !.compound = overwritten(t, @, compound_mapcount)]
    /\ UNCHANGED <<mapcount, doubleMap, mappers, acquired>>

change_mapcount(t, p, count, who) ==
    /\ mapcount' = [mapcount EXCEPT ![p] = count]
    /\ mappers' = [mappers EXCEPT ![p] = who]
    /\ past' = [past EXCEPT
                  !.mapcount[p] = overwritten(t, @, mapcount[p])]
    /\ UNCHANGED <<compound_mapcount, doubleMap, hugeMappers, acquired>>

dec_compound_mapcount(t, m) ==
    change_compound_mapcount(t, compound_mapcount - 1, hugeMappers \ {m})

inc_mapcount(t, m, p) ==
    change_mapcount(t, p, mapcount[p] + 1, mappers[p] \cup {m})

dec_mapcount(t, m, p) ==
    change_mapcount(t, p, mapcount[p] - 1, mappers[p] \ {m})

write_double_map(value) ==
    /\ doubleMap' = value
    /\ UNCHANGED <<compound_mapcount, mapcount, hugeMappers, mappers>>
    /\ UNCHANGED ghosts

-----------------------------------------------------------------------------
(***************************************************************************)
(* References, that for a huge pmd as <<m, 0>>.                            *)
(***************************************************************************)
get_page(m, p) ==
    /\ refs' = refs + 1
    /\ holders' = holders \cup {<<m, p>>}

put_page(m, p) ==
    /\ refs' = refs - 1
    /\ holders' = holders \ {<<m, p>>}

-----------------------------------------------------------------------------
(***************************************************************************)
(* What the constants make of the walk.                                    *)
(***************************************************************************)
\* Does the walker's rmap_one callback set PVMW_SYNC?
PvmwSync ==
    /\ TTU_SYNC
    /\ IF Walker = "try_to_unmap" THEN UnmapOneSync ELSE MigrateOneSync

\* Does it then wait for the lock of a pmd that it has seen none?
PvmwWaitsAtPmd == PvmwSync /\ PvmwPmdSync /\ Compound

\* The first step of map_pte(): the lock, or a peek to see if it is needed.
MapPte == IF PvmwSync /\ PvmwPteSync THEN "lock_pte" ELSE "peek_pte"

\* Does the walker leave a migration entry where it unmaps?  For the ptes
\* that it has split TTU_SPLIT_FREEZE says so, up to v5.13.
SetsMigrationEntry ==
    \/ TTU_MIGRATION
    \/ Walker = "try_to_migrate"
    \/ TTU_SPLIT_HUGE_PMD /\ Anon

\* And where it finds a huge pmd?
SetsPmdMigrationEntry ==
    Walker = "try_to_migrate" \/ (TTU_MIGRATION /\ ~TTU_SPLIT_HUGE_PMD)

\* The first step of splitting a huge pmd, once its lock is held.
SplitPmd == IF Anon THEN "split_invalidate_pmd" ELSE "split_clear_pmd"

\* The first step on a huge pmd that the walk has found.
FoundPmd ==
    IF TTU_SPLIT_HUGE_PMD /\ SplitInLoop THEN SplitPmd
    ELSE IF SetsPmdMigrationEntry THEN "invalidate_pmd"
    ELSE "bug_pmd"

\* The first step in a VMA.
StartVma ==
    IF TTU_SPLIT_HUGE_PMD /\ ~SplitInLoop THEN "split_lock_pmd" ELSE "read_pmd"

\* The first step of the done callback, once a VMA has been walked.
AfterVma == IF Compound THEN "done_compound_mapcount" ELSE "done_mapcount"

\* The first step of a last look at page_mapped().
LookAtPageMapped ==
    IF Compound THEN "mapped_compound_mapcount" ELSE "mapped_mapcount"

\* The first step of the caller once it has what the walker returned.
AfterReturn ==
    CASE Caller = "any" -> "returned"
      [] Caller = "split_huge_page" ->
           IF OneCheck THEN IF DEBUG_VM THEN LookAtPageMapped ELSE "freeze"
           ELSE IF ~DEBUG_VM THEN "total_compound_mapcount"
           ELSE IF FirstCheck THEN "check_success"
           ELSE "check_compound_mapcount"
      [] Caller = "hwpoison_user_mappings" ->
           IF ReturnsVoid THEN LookAtPageMapped ELSE "kill"
      [] Caller = "truncate_cleanup_page" -> LookAtPageMapped

\* The first step once the walk is over.
AfterWalk ==
    IF Walker = "try_to_unmap" /\ ~ReturnsVoid THEN "return_mapcount"
                                               ELSE AfterReturn

\* The forms that this racer and this page allow: across two page tables no
\* pmd maps it, and all VMAs map it in one form unless Doubled.
InitialPmd ==
    IF Racer \in {"zap_huge_pmd", "split_huge_pmd", "move_huge_pmd"}
      THEN {"none", "huge"}
    ELSE IF Racer \in {"zap_pte_range", "copy_present_pte", "move_ptes",
                       "wp_page_copy"}
            \/ ~Compound \/ Boundary < K
      THEN {"none", "table"}
    ELSE {"none", "huge", "table"}
=============================================================================
