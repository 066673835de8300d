----------------------------- MODULE FillLemmas -----------------------------
(***************************************************************************)
(* Why the walk does not miss a page that fork or mremap() maps in a       *)
(* second VMA: it comes to that one later, and what is mapped there was    *)
(* mapped in the first, which it has yet to pass then.  The lemmas of      *)
(* CountsInv, but for those of zappers alone, hold with these, and so do   *)
(* those of SyncLemmas.                                                    *)
(*                                                                         *)
(* Kernel counterpart: none; each sentence is about the steps of the       *)
(* modules named for kernel functions.                                     *)
(* Not modelled: see State and FillVma.                                    *)
(***************************************************************************)
EXTENDS Lemmas

\* One task fills one VMA, once, and has no reference to drop.
OneFills == \A m \in Mm : /\ m > 1 => pc[m] = "done"
                         /\ batch[m] = {}

\* Where task 1 holds which locks: fork takes the child's first and mremap()
\* the old VMA's, and both give them back in the other order.
FillerHoldsPmd(m) ==
    /\ Racer = "move_huge_pmd"
    /\ \/ m = From /\ pc[1] \in {"recheck_pmd", "drop_pmd_lock",
                                 "lock_new_pmd", "clear_pmd", "set_pmd",
                                 "unlock_new_pmd", "unlock_pmd"}
       \/ m = To /\ pc[1] \in {"clear_pmd", "set_pmd", "unlock_new_pmd"}

FillerHoldsPte(m) ==
    \/ /\ Racer = "copy_present_pte"
       /\ \/ m = From /\ pc[1] \in {"visit_pte", "dup_rmap", "copy_pte",
                                    "unlock_pte"}
          \/ m = To /\ pc[1] \in {"lock_source_pte", "visit_pte", "dup_rmap",
                                  "copy_pte", "unlock_pte", "unlock_new_pte"}
    \/ /\ Racer = "move_ptes"
       /\ \/ m = From /\ pc[1] \in {"lock_new_pte", "visit_pte", "copy_pte",
                                    "unlock_new_pte", "unlock_pte"}
          \/ m = To /\ pc[1] \in {"visit_pte", "copy_pte", "unlock_new_pte"}

\* The walker and task 1 alone ask for locks, and their places say which they
\* have got.
FillerLockOwner ==
    \A m \in Mm :
      /\ pmdLock[m] \in {Unlocked, 0, 1}
      /\ pmdLock[m] = 0 <=> (vma = m /\ pc[0] \in HoldsPmd)
      /\ pmdLock[m] = 1 <=> FillerHoldsPmd(m)
      /\ \A d \in Table :
           /\ pteLock[m][d] \in {Unlocked, 0, 1}
           /\ pteLock[m][d] = 0 <=> (vma = m /\ pc[0] \in HoldsPte)
           /\ pteLock[m][d] = 1 <=> FillerHoldsPte(m)

\* Who fills ptes has seen a page table in the old VMA, and made one in the
\* new, and nobody takes a table away.
FillerHasTables ==
    Racer \in {"copy_present_pte", "move_ptes"} =>
      /\ pc[1] \notin {"read_pmd", "done"} => pmd[From][1] = "table"
      /\ pc[1] \notin {"read_pmd", "alloc_pte", "done"}
           => pmd[To][1] = "table"
      \* No pmd is huge, for the walk to lock or to drop the reference of.
      /\ pc[0] \notin {"lock_pmd", "recheck_pmd", "unlock_pmd", "put_page"}

\* Nobody else fills the new VMA: ahead of task 1 it is as empty as at first.
AheadIsUnfilled ==
    /\ Racer # "move_huge_pmd" =>
         \A p \in Pte : p >= at[1] =>
           /\ pte[To][p] = "none"
           /\ To \in mappers[p] => Copies(To, p) /\ pc[1] = "copy_pte"
    /\ Racer = "move_huge_pmd"
         /\ pc[1] \in {"read_pmd", "take_rmap_locks", "lock_pmd",
                       "recheck_pmd", "lock_new_pmd", "clear_pmd", "set_pmd"}
         => /\ pmd[To][1] = "none"
            /\ To \notin hugeMappers
            /\ \A p \in Pte : To \notin mappers[p]

\* Its loop over the subpages goes from the first to the last.
FillerLoopIndex ==
    /\ pc[1] \in {"alloc_pte", "lock_pte", "lock_new_pte", "lock_source_pte",
                  "take_rmap_locks", "lock_new_pmd"} => at[1] = 1
    /\ pc[1] \in {"unlock_pte", "unlock_new_pte"} => at[1] = K + 1

\* What fork copies is mapped and counted in the parent, whose lock it holds:
\* so a count that rises is not 0, and the walk has not passed the parent.
CopiedIsPresent ==
    Racer = "copy_present_pte" /\ pc[1] \in {"dup_rmap", "copy_pte"}
      => pte[From][at[1]] = "present"

\* mremap() has an entry in hand for one step, between two writes...
CarriedIsEntry ==
    /\ entry \in {"none", "present", "migration"}
    /\ entry = "migration" => SetsMigrationEntry
    /\ entry # "none" => \/ Racer = "move_ptes" /\ pc[1] = "copy_pte"
                         \/ Racer = "move_huge_pmd" /\ pc[1] = "set_pmd"
    \* ... and takes a pmd that is there, of which nothing is left behind.
    /\ pc[1] = "lock_new_pmd" => pmd[From][1] \in {"huge", "migration"}
    /\ Racer = "move_huge_pmd"
         /\ pc[1] \in {"set_pmd", "unlock_new_pmd", "unlock_pmd"}
         => pmd[From][1] = "none"

\* Where the new VMA comes first in the walk, mremap() waits until that is over;
\* there is no mapping left for it to move.
WaitsForWalk ==
    ~DestinationLater =>
      /\ pc[1] \notin {"read_pmd", "alloc_pte", "take_rmap_locks", "done"}
           => WalkOver
      /\ entry # "present"

\* VMA m's pmd was none, and got what maps nothing: a page table without a pte
\* of this page, or a migration entry.
FilledWithNothing(m) ==
    /\ NewVma /\ m = To
    /\ pmd[To][1] \in {"table", "migration"}
    /\ \A p \in Pte : To \notin mappers[p]

\* The models that this group is about.
HasFillLemmas ==
    /\ NewVma /\ ~(TTU_SPLIT_HUGE_PMD /\ Anon)
    /\ ~ZapInvalidates /\ ~Doubled /\ ~StalePeek
    /\ PageLocked /\ InvalidatesPmd /\ SplitPtlocks /\ Boundary = K
    /\ \/ DestinationLater
       \/ TakesRmapLocks /\ Racer # "copy_present_pte" /\ SetsMigrationEntry

\* A count or a mapping comes to the new VMA only from the old one, which the
\* walk has not passed while that has it; and the lock of the new one is held.
FillInv ==
  HasFillLemmas =>
    /\ OneFills
    /\ FillerLockOwner
    /\ FillerHasTables
    /\ AheadIsUnfilled
    /\ FillerLoopIndex
    /\ CopiedIsPresent
    /\ CarriedIsEntry
    /\ WaitsForWalk
    /\ TaskRunsItsFunction
    /\ LoopIndex
    /\ FormIsKept
    /\ ReadUnderLockStands
    /\ OwedIsUnmapped
    /\ CountedIsMappedOrOwed
    /\ ZappedPmdIsNone
    /\ CountersCount
    /\ HeldIsCountedOrOwed
    /\ ReadAsZeroStaysZero
=============================================================================
