-------------------------------- MODULE Rmap --------------------------------
(***************************************************************************)
(* A walk of the reverse map that unmaps a page, while at each VMA a task  *)
(* may be doing something else to its mapping: can the walk return while   *)
(* the page's map count has yet to fall, or the page is mapped still?      *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14; each module names its own.          *)
(* Not modelled: see State for the whole, each module for its function.    *)
(***************************************************************************)
EXTENDS ZapPmdRange, SplitHugePmd, ChangePteRange, CopyPresentPte, MovePtes,
        MoveHugePmd, WpPageCopy, FinishFault,
        SetPmdMigrationEntry, RmapWalk, TryToUnmap, TryToMigrate,
        UnmapPage, PageMapped, SplitLemmas

vars == <<shared, ghosts, pc, registers>>

\* What VMA m does while the page is unmapped, by the name of the racer.
Race(m) ==
    \/ Racer = "zap_huge_pmd"     /\ ZapHugePmd(m, m, "done", "done")
    \/ Racer = "zap_pte_range"    /\ ZapPtes(m, m, "done")
    \/ Racer = "zap_pmd_range"    /\ ZapPmdRange(m, m, "done")
    \/ Racer = "split_huge_pmd"   /\ SplitHugePmd(m, m, "done")
    \/ Racer = "change_pte_range" /\ ChangePteRange(m)
    \/ Racer = "copy_present_pte" /\ CopyPresentPte(m)
    \/ Racer = "move_ptes"        /\ MovePtes(m)
    \/ Racer = "move_huge_pmd"    /\ MoveHugePmd(m)
    \/ Racer = "wp_page_copy"     /\ WpPageCopy(m)
    \/ Racer = "finish_fault"     /\ FinishFault(m)

\* Where a racer begins: most look at the pmd first.
RacerStart ==
    CASE Racer = "none"           -> "done"
      [] Racer = "zap_huge_pmd"   -> "lock_pmd"
      [] Racer = "zap_pte_range"  -> "read_pmd_again"
      [] Racer = "split_huge_pmd" -> "split_lock_pmd"
      [] OTHER                    -> "read_pmd"

\* Whoever is done comes back, as madvise(), truncation and munmap() may follow
\* each other on one VMA.  It is no step of the kernel's.  Nothing here maps the
\* page again, so a later pass takes the locks and finds what is left: nothing,
\* or the walk's migration entries.  Who fills another VMA does so once.
RaceAgain(m) ==
    /\ Again /\ ~NewVma /\ Racer # "none"
    /\ pc[m] = "done"
    /\ goto(m, RacerStart)
    /\ \E p \in RacerFirst : at' = [at EXCEPT ![m] = p]
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* How the page is mapped when all begins.  No lock is held and no count   *)
(* owed: a racer that is under way when the walk begins is one that takes  *)
(* its first steps first.  And no migration entry: who made one holds the  *)
(* page lock until it is gone.                                             *)
(***************************************************************************)
InitTables ==
    /\ pmd \in [Mm -> [Table -> InitialPmd]]
    /\ pte \in [Mm -> [Pte -> {"none", "present"}]]
    /\ \A m \in Mm : \A d \in Table : AllMapped => pmd[m][d] # "none"
    /\ \A m \in Mm : \A p \in Pte :
         /\ pte[m][p] = "present" => pmd[m][TableOf(p)] = "table"
         /\ AllMapped /\ pmd[m][TableOf(p)] = "table" => pte[m][p] = "present"
    /\ Doubled \/ \A m, o \in Mm : pmd[m][1] = "huge" => pmd[o][1] # "table"
    /\ NewVma => \A d \in Table : pmd[To][d] = "none"

InitCounters ==
    /\ hugeMappers = {m \in Mm : pmd[m][1] = "huge"}
    /\ compound_mapcount = Cardinality(hugeMappers)
    \* Once set it stays until the last pmd is gone, ptes or no ptes.
    /\ doubleMap \in IF Doubled /\ Anon /\ hugeMappers # {} THEN BOOLEAN
                                                           ELSE {FALSE}
    /\ mappers = [p \in Pte |->
                    {m \in Mm : pte[m][p] = "present"}
                      \cup (IF Anon THEN {} ELSE hugeMappers)
                      \cup (IF doubleMap THEN {0} ELSE {})]
    /\ mapcount = [p \in Pte |-> Cardinality(mappers[p])]
    /\ holders = {<<m, 0>> : m \in hugeMappers}
                   \cup {x \in Mm \X Pte : pte[x[1]][x[2]] = "present"}
    /\ refs = Cardinality(holders)

Init ==
    /\ InitTables
    /\ InitCounters
    /\ pmdLock = [m \in Mm |-> Unlocked]
    /\ pteLock = [m \in Mm |-> [d \in Table |-> Unlocked]]
    /\ past = NoPast
    /\ acquired = 0
    /\ pc = [t \in Task |->
               IF t > 0 THEN IF NewVma /\ t > 1 THEN "done" ELSE RacerStart
               ELSE IF Walker = "try_to_migrate" THEN "check_flags"
               ELSE IF Walker = "unmap_mapping_page" THEN "read_pmd"
               ELSE StartVma]
    /\ vma = 1
    /\ at \in [Task -> RacerFirst]
    /\ at[0] = 1
    /\ ret = TRUE
    /\ seen = 0
    /\ outcome = "none"
    /\ entry = "none"
    /\ batch = [t \in Task |-> {}]

-----------------------------------------------------------------------------
Walk(t) ==
    \/ Walker = "unmap_mapping_page" /\ UnmapMappingPage(t)
    \/ Walker # "unmap_mapping_page" /\ PageVmaMappedWalk(t)
    \/ Walker # "unmap_mapping_page" /\ RmapWalk(t)
    \/ Walker = "try_to_unmap"       /\ TryToUnmap(t)
    \/ Walker = "try_to_migrate"     /\ TryToMigrate(t)
    \/ TTU_SPLIT_HUGE_PMD            /\ SplitHugePmd(t, vma, "read_pmd")
    \/ SetsPmdMigrationEntry         /\ SetPmdMigrationEntry(t)
    \/ Caller = "split_huge_page"    /\ UnmapPage(t)
    \/ Caller # "any"                /\ PageMapped(t)

\* The end of every task; or a BUG, which ends the walker with what it holds.
\* Any other state without a successor is a deadlock.
Terminating ==
    /\ AllDone \/ pc[0] \in {"bug", "bug_pmd"}
    /\ UNCHANGED vars

Next ==
    \/ Walk(0)
    \/ \E m \in Mm : Race(m) \/ RaceAgain(m)
    \/ Terminating

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* What holds whatever the constants are.                                  *)
(***************************************************************************)
IndInv ==
    /\ TypeOK
    /\ PmdLockOwner
    /\ PteLockOwner
    /\ IndexInRange
    /\ NothingStale
    /\ SeenInRange
    /\ CountsInv

THEOREM Spec => []IndInv
=============================================================================
