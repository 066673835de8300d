------------------------------- MODULE Lemmas -------------------------------
(***************************************************************************)
(* Why the claims are true: the lemmas are together an inductive           *)
(* invariant.  The first group holds in every model, whatever its          *)
(* constants; the second is the argument for TTU_SYNC; the third says what *)
(* can be had without it; the fourth is about what migration leaves.       *)
(*                                                                         *)
(* Kernel counterpart: none; each sentence is about the steps of the       *)
(* modules named for kernel functions.                                     *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS Claims

\* Task m, or the walker in address space m, has taken a mapping out of the
\* tables, but not yet its count.
ZapOwesPmd(m) == pc[m] = "zap_remove_pmd_rmap"
ZapOwesPte(m, p) == pc[m] = "zap_remove_pte_rmap" /\ at[m] = p
WalkOwesPmd(m) == vma = m /\ pc[0] = "remove_pmd_rmap"
WalkOwesPte(m, p) ==
    vma = m /\ at[0] = p /\ pc[0] \in {"set_pte", "remove_pte_rmap"}

ReturnPc == {"return_mapcount", "return_compound_mapcount", "returned"}
WalkedPc == ReturnPc \cup {"done_compound_mapcount", "done_mapcount"}

-----------------------------------------------------------------------------
(***************************************************************************)
(* First group: true in every model.                                       *)
(***************************************************************************)
\* Each task runs its own function: no step leads from one into another.
TaskRunsItsFunction ==
    /\ pc[0] \in WalkerPc
    \* A huge pmd becomes a migration entry or none, never a page table.
    /\ pc[0] # "drop_pmd_lock"
    \* Only try_to_migrate() begins with a check of its flags...
    /\ pc[0] = "check_flags" => Walker = "try_to_migrate"
    \* ... and only try_to_unmap() ends with a look at the counters.
    /\ pc[0] \in {"return_mapcount", "return_compound_mapcount"}
         => Walker = "try_to_unmap"
    \* A migration entry is written only where one is to be left.
    /\ pc[0] \in {"set_pte", "invalidate_pmd", "set_pmd"}
         => SetsMigrationEntry
    /\ \A m \in Mm :
         \/ pc[m] = "zapped"
         \/ /\ Racer = "zap_huge_pmd"
            /\ pc[m] \in ZapHoldsPmd \cup {"zap_lock_pmd"}
         \/ /\ Racer = "zap_pte_range"
            /\ pc[m] \in ZapPtePc \cup {"zap_read_pmd"}

\* A task's place says which locks it holds: every step that locks leads to
\* such a place, every step that unlocks leads away, and no other does.
PmdLockOwner ==
    \A m \in Mm :
      \* The walker and task m alone ask for the locks of address space m.
      /\ pmdLock[m] \in {Unlocked, 0, m}
      /\ pmdLock[m] = 0 <=> (vma = m /\ pc[0] \in WalkerHoldsPmd)
      /\ pmdLock[m] = m <=> pc[m] \in ZapHoldsPmd

PteLockOwner ==
    \A m \in Mm :
      /\ pteLock[m] \in {Unlocked, 0, m}
      /\ pteLock[m] = 0 <=> (vma = m /\ pc[0] \in WalkerHoldsPte)
      /\ pteLock[m] = m <=> pc[m] \in ZapHoldsPte

\* An index is used only where its loop has just compared it with K.
IndexInRange ==
    \* In the loops of the walk and of the done callback it is a subpage...
    /\ pc[0] \in PtePc \cup {"done_mapcount"}
         => at[0] \in Pte \/ pc[0] = "unlock_pte"
    \* ... and it is past the last when the walk gives the lock back.
    /\ pc[0] = "unlock_pte" => at[0] = K + 1
    \* A walk that returns false sets it to the first for the next loop.
    /\ pc[0] \notin PtePc \cup {"done_mapcount"} \cup ReturnPc => at[0] = 1
    /\ \A m \in Mm :
         \* A zapper that breaks off stays at a subpage, and resumes there.
         /\ pc[m] \in {"zap_lock_pte", "zap_clear_pte", "zap_remove_pte_rmap"}
              => at[m] \in Pte
         \* Before its loop, or without one, it is where Init put it.
         /\ pc[m] \in ZapHoldsPmd \cup {"zap_lock_pmd", "zap_read_pmd"}
              => at[m] = 1

\* A page is mapped in the form that Init chose for it.
FormIsKept ==
    \* Nobody makes a page table...
    /\ Racer = "zap_huge_pmd" => \A m \in Mm : pmd[m] # "table"
    \* ... or a huge pmd; and only a huge pmd becomes anything else.
    /\ Racer = "zap_pte_range" \/ ~Compound
         => \A m \in Mm : pmd[m] \in {"none", "table"}
    \* Ptes are written only by who has seen a table above them.
    /\ \A m \in Mm : pmd[m] # "table" => \A p \in Pte : pte[m][p] = "none"
    \* A table is never taken away, so who has seen one is still under it...
    /\ PteNeedsTable
    \* ... and who has seen another pmd than a table will not find one.
    /\ pc[0] \in WalkerHoldsPmd \cup {"lock_pmd", "sync_lock_pmd"}
         => pmd[vma] # "table"

\* What was read under the lock is still there: only holders write.
ReadUnderLockStands ==
    /\ \A m \in Mm :
         \* A zapper goes on to clear only what is huge or a migration entry.
         /\ pc[m] = "zap_clear_pmd" => pmd[m] \in {"huge", "migration"}
         \* Invalid is what the walker makes it, for one step.
         /\ pmd[m] = "invalid" <=> (vma = m /\ pc[0] = "set_pmd")
    \* The walker goes on to replace only a pmd that it has found huge...
    /\ pc[0] = "invalidate_pmd" => pmd[vma] = "huge"
    \* ... and to clear only a pte that it has found present.
    /\ pc[0] = "clear_pte" => pte[vma][at[0]] = "present"

\* Who owes a count has unmapped the entry, and nobody maps it again.
OwedIsUnmapped ==
    \A m \in Mm :
      \* The zapper has cleared the pmd, and holds its lock still...
      /\ ZapOwesPmd(m) => pmd[m] = "none"
      \* ... and the walker has set it, under the same lock.
      /\ WalkOwesPmd(m) => pmd[m] = "migration"
      \* So with the ptes and theirs.
      /\ \A p \in Pte :
           /\ ZapOwesPte(m, p) => pte[m][p] = "none"
           /\ WalkOwesPte(m, p) => pte[m][p] # "present"

\* A mapper is counted from when Init maps it until the task that cleared
\* its entry has lowered the count: the page is mapped, or a count is owed.
CountedIsMappedOrOwed ==
    \A m \in Mm :
      \* An invalid pmd is the walker's, on its way to a migration entry.
      /\ m \in hugeMappers <=> \/ pmd[m] \in {"huge", "invalid"}
                               \/ ZapOwesPmd(m)
                               \/ WalkOwesPmd(m)
      /\ \A p \in Pte :
           m \in mappers[p] <=> \/ pte[m][p] = "present"
                                \/ ZapOwesPte(m, p)
                                \/ WalkOwesPte(m, p)

\* A zapper unlocks a pmd only when it has cleared it or found it none, and
\* none it stays: so whoever has zapped a huge pmd leaves none.
ZappedPmdIsNone ==
    \A m \in Mm :
      pc[m] \in {"zap_drop_pmd_lock", "zap_unlock_pmd"} => pmd[m] = "none"

\* The zapper has lowered the count of every pte that it has passed, since it
\* moves on only from a count that it has lowered or a pte without one.
ZappedPteIsUncounted ==
    \A m \in Mm : \A p \in Pte : p < at[m] => m \notin mappers[p]

\* The counters count those sets: Init counts them, and each step that lowers
\* a counter takes out one mapper, who is in the set since a count is owed.
CountersCount ==
    /\ compound_mapcount = Cardinality(hugeMappers)
    /\ \A p \in Pte : mapcount[p] = Cardinality(mappers[p])

\* A counter that has been read as 0 stays 0: no step raises one.
ReadAsZeroStaysZero ==
    \* The done callback reads on only after a 0.
    /\ pc[0] = "done_mapcount" =>
         /\ compound_mapcount = 0
         /\ \A p \in Pte : p < at[0] => mapcount[p] = 0
    \* try_to_unmap() keeps in ret whether it has read 0 so far...
    /\ pc[0] = "return_compound_mapcount" /\ ret => mapcount[1] = 0
    \* ... and returns it; a base page has no compound mapping to read.
    /\ Returned /\ ret /\ Walker = "try_to_unmap" => page_mapcount(1) = 0

\* Only a huge pmd that may not become a migration entry is unexpected.
BugHasItsReason ==
    pc[0] = "bug" => ~SetsMigrationEntry

-----------------------------------------------------------------------------
(***************************************************************************)
(* Second group: why TTU_SYNC is enough.                                   *)
(***************************************************************************)
\* The walk is past m's pmd, or past m's pte for p.
PmdWalked(m) ==
    \/ m < vma
    \/ m = vma /\ pc[0] \in PtePc \cup WalkedPc
                              \cup {"sync_unlock_pmd", "unlock_pmd"}

PteWalked(m, p) ==
    \/ m < vma
    \/ m = vma /\ pc[0] \in WalkedPc \cup {"sync_unlock_pmd", "unlock_pmd"}
    \/ m = vma /\ pc[0] \in PtePc /\ p < at[0]

\* Under PVMW_SYNC the walk has the lock before it looks at a pte, and keeps
\* it to the last, so it never comes to a next pte without it.
SyncNeverPeeks == pc[0] \notin {"peek_pte", "next_pte", "lock_next_pte"}

\* While the walk waits for the lock of a pmd that was none, it stays none:
\* no step fills one.  So no second look is needed: once the lock is had,
\* nobody owes a count.
SyncPmdStaysNone ==
    pc[0] \in {"sync_lock_pmd", "sync_unlock_pmd"} => pmd[vma] = "none"

\* What the walk has passed is unmapped, and nobody is still about to lower
\* the count: a zapper that was would have held the lock that the walk took.
WalkedPmdIsUncounted == \A m \in Mm : PmdWalked(m) => m \notin hugeMappers

WalkedPteIsUncounted ==
    \A m \in Mm : \A p \in Pte : PteWalked(m, p) => m \notin mappers[p]

\* The walk ends when it has passed all, or has read every counter as 0.
ReturnsUncounted ==
    pc[0] \in ReturnPc => /\ hugeMappers = {}
                          /\ \A p \in Pte : mappers[p] = {}

\* So what try_to_unmap() reads last is 0, and it returns TRUE.
ReturnsTrue == ret

-----------------------------------------------------------------------------
(***************************************************************************)
(* Third group: without TTU_SYNC, and with every pte mapped at the start,  *)
(* the counts are right for all subpages but the last, since the zapper    *)
(* too goes in order: where it is yet to go the walk finds a present pte,  *)
(* and waits.                                                              *)
(***************************************************************************)
\* Init maps every entry, so no pmd is none, and a table is never taken away.
AllTables == \A m \in Mm : pmd[m] = "table"

\* A pte ahead of the walk is none only if the zapper has been there.
AheadIsPresentOrZapped ==
    \A m \in Mm : \A p \in Pte :
      \/ m < vma
      \/ m = vma /\ pc[0] \in WalkedPc
      \/ m = vma /\ pc[0] \in PtePc /\ (p < at[0] \/ WalkOwesPte(m, p))
      \/ pte[m][p] = "present"
      \/ pte[m][p] = "none" /\ (p < at[m] \/ ZapOwesPte(m, p))

\* A count that the walk has passed by is owed by the zapper, at this pte:
\* present, the walk would have found it, and it lowers its own count.
PassedByIsOwed ==
    pc[0] \in PtePc =>
      \A p \in Pte : p < at[0] /\ vma \in mappers[p] => ZapOwesPte(vma, p)

\* Behind the walk, the zapper can owe no count but the last: at any other
\* the next pte is present still, and the walk waits for the lock over it.
WalkedButLastIsUncounted ==
    \A m \in Mm : \A p \in Pte :
      p < K /\ (m < vma \/ (m = vma /\ pc[0] \in WalkedPc))
        => m \notin mappers[p]

\* So whichever way the walk ends, only the last can be counted.
ReturnsButLastUncounted ==
    pc[0] \in ReturnPc => \A p \in Pte : p < K => mappers[p] = {}

-----------------------------------------------------------------------------
(***************************************************************************)
(* Fourth group: with nobody else about, and with every entry mapped at    *)
(* the start, a mapping that is gone has left a migration entry.           *)
(***************************************************************************)
\* A pte is none for one step, between its clear and the entry that the same
\* section of its lock writes; a pmd never is, being marked invalid instead.
NoneOnlyUntilSet ==
    \A m \in Mm :
      /\ pmd[m] # "none"
      /\ pmd[m] = "table" =>
           \A p \in Pte :
             pte[m][p] = "none" => vma = m /\ at[0] = p /\ pc[0] = "set_pte"
=============================================================================
