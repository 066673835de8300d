------------------------------- MODULE Lemmas -------------------------------
(***************************************************************************)
(* Why the claims are true.  The lemmas of a group are together an         *)
(* inductive invariant: the first group holds in every model, whatever its *)
(* constants; the second where the walk alone unmaps the page and the      *)
(* racers zap; those of SyncLemmas lean on both.  Of other models the tool *)
(* finds inductive invariants by itself.                                   *)
(*                                                                         *)
(* Kernel counterpart: none; each sentence is about the steps of the       *)
(* modules named for kernel functions.                                     *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS Claims

(***************************************************************************)
(* First group: true in every model.                                       *)
(***************************************************************************)
\* The page table whose lock task t holds, if it holds one.
TableHeld(t) ==
    IF pc[t] \in {"unlock_pte", "remap_unlock_pte"} THEN TableOf(at[t] - 1)
                                                    ELSE TableOf(at[t])

\* A task's place says which locks it holds: a step that locks leads to such a
\* place from outside, one that unlocks leads away, and others stay within or
\* without.
PmdLockOwner ==
    ~NewVma /\ SplitPtlocks =>
      \A m \in Mm :
        \* The walker and task m alone ask for the locks of VMA m.
        /\ pmdLock[m] \in {Unlocked, 0, m}
        /\ pmdLock[m] = 0 <=> (vma = m /\ pc[0] \in HoldsPmd)
        /\ pmdLock[m] = m <=> pc[m] \in HoldsPmd

\* A pte lock is of the page table that the task's index lies in, or has just
\* left: to cross into another table takes an unlock.
PteLockOwner ==
    ~NewVma /\ SplitPtlocks =>
      \A m \in Mm : \A d \in Table :
        /\ pteLock[m][d] \in {Unlocked, 0, m}
        /\ pteLock[m][d] = 0
             <=> (vma = m /\ pc[0] \in HoldsPte /\ TableHeld(0) = d)
        /\ pteLock[m][d] = m <=> (pc[m] \in HoldsPte /\ TableHeld(m) = d)

\* An index is used only where its loop has just compared it with K.
IndexInRange ==
    \A t \in Task :
      /\ pc[t] \in HoldsPte \cup {"peek_pte", "lock_pte", "next_pte",
                                  "lock_next_pte", "remap_lock_pte"}
           => \/ at[t] \in Pte
              \/ pc[t] \in {"unlock_pte", "unlock_new_pte",
                            "remap_unlock_pte"}

\* There is no past to read where memory is not stale.
NothingStale == ~StalePeek => past = NoPast

\* What the walker adds up, while it does, is at most what it can have read.
SeenInRange ==
    /\ pc[0] = "return_compound_mapcount" => seen \in 0..(N + 1)
    /\ pc[0] = "return_double_map" => seen \in 0..(2 * N + 1)
    /\ pc[0] = "total_mapcount" =>
         /\ seen >= -(N * K)
         /\ seen <= N + (at[0] - 1) * (N + 1)
         /\ at[0] \in Pte
    /\ pc[0] = "total_double_map" => seen >= -(N * K)

-----------------------------------------------------------------------------
(***************************************************************************)
(* Second group: the walk, and zappers.                                    *)
(***************************************************************************)
\* Task t has taken VMA m's mapping out of the tables, but not yet out of the
\* compound count, or not yet out of subpage p's.
OwesCompound(t, m) ==
    Spot(t) = m /\ pc[t] \in {"remove_pmd_rmap", "remove_compound_rmap"}

OwesSubpage(t, m, p) ==
    /\ Spot(t) = m
    /\ \/ pc[t] = "remove_pmd_rmap" /\ ~Anon /\ at[t] <= p
       \/ pc[t] \in {"set_pte", "remove_pte_rmap"} /\ at[t] = p

ReturnPc == {"return_mapcount", "return_compound_mapcount",
             "return_double_map", "returned"}
WalkedPc == ReturnPc \cup {"done_compound_mapcount", "done_mapcount"}

RemoveRmapPc == {"remove_pmd_rmap", "remove_compound_rmap",
                 "clear_double_map", "drop_double_map"}

\* Each task runs its own function: no step leads from one into another.
TaskRunsItsFunction ==
    /\ pc[0] \in RemoveRmapPc \cup WalkedPc \cup
         {"check_flags", "read_pmd", "lock_pmd", "recheck_pmd",
          "sync_lock_pmd", "sync_unlock_pmd", "unlock_pmd",
          "invalidate_pmd", "set_pmd", "put_pmd_page", "bug_pmd",
          "peek_pte", "lock_pte", "check_pte", "next_pte", "lock_next_pte",
          "next_pte_locked", "clear_pte", "set_pte", "remove_pte_rmap",
          "put_pte_page", "unlock_pte"}
    \* Only try_to_migrate() begins with a check of its flags...
    /\ pc[0] = "check_flags" => Walker = "try_to_migrate"
    \* ... and only try_to_unmap() ends with a look at the counters.
    /\ pc[0] \in ReturnPc \ {"returned"} => Walker = "try_to_unmap"
    \* A migration entry is written only where one is to be left.
    /\ pc[0] \in {"set_pte", "invalidate_pmd", "set_pmd"}
         => SetsMigrationEntry
    \* Only a huge pmd that may not become one is unexpected.
    /\ pc[0] = "bug_pmd" => ~SetsMigrationEntry
    /\ \A m \in Mm :
         \/ pc[m] = "done"
         \/ /\ Racer = "zap_huge_pmd"
            /\ pc[m] \in RemoveRmapPc \cup
                 {"lock_pmd", "recheck_pmd", "drop_pmd_lock", "clear_pmd",
                  "unlock_pmd", "put_page"}
         \/ /\ Racer = "zap_pte_range"
            /\ pc[m] \in {"read_pmd_again", "lock_pte", "visit_pte",
                          "visit_next_pte", "remove_pte_rmap", "unlock_pte",
                          "put_pages"}

\* Where a loop over the subpages begins, and where it has ended.
LoopIndex ==
    /\ \/ pc[0] \in PtePc \/ at[0] = 1
       \/ pc[0] = "remove_pmd_rmap" /\ ~Anon /\ at[0] \in Pte
       \/ pc[0] = "done_mapcount" /\ at[0] \in Pte
    /\ pc[0] = "unlock_pte" => at[0] = K + 1
    /\ \A m \in Mm :
         \* A zapper that breaks off stays at a subpage, and resumes there.
         /\ pc[m] \in {"lock_pte", "visit_pte", "visit_next_pte",
                       "remove_pte_rmap"} \cup RemoveRmapPc => at[m] \in Pte
         /\ pc[m] \in {"lock_pmd", "recheck_pmd", "drop_pmd_lock", "clear_pmd",
                       "remove_compound_rmap", "clear_double_map"} => at[m] = 1
         \* Where a zapper of ptes begins is for its caller to say.
         /\ pc[m] = "read_pmd_again" => at[m] \in RacerFirst
         /\ pc[m] = "remove_pmd_rmap" /\ Anon => at[m] = 1
         /\ pc[m] \in {"visit_next_pte", "unlock_pte"} => at[m] > 1
         /\ pc[m] = "put_pages" => at[m] = K + 1

\* A page is mapped in the form that Init chose for it.
FormIsKept ==
    \* Nobody makes a page table...
    /\ Racer = "zap_huge_pmd" => \A m \in Mm : pmd[m][1] # "table"
    \* ... or a huge pmd; and only a huge pmd becomes anything else.
    /\ Racer = "zap_pte_range" \/ ~Compound
         => \A m \in Mm : pmd[m][1] \in {"none", "table"}
    \* Ptes are written only by who has seen a table above them.
    /\ \A m \in Mm : pmd[m][1] # "table" => \A p \in Pte : pte[m][p] = "none"
    /\ \A m \in Mm : \A p \in Pte : pte[m][p] # "other"
    \* A table is never taken away, so who has seen one is still under it...
    /\ \A t \in Task : pc[t] \in PtePc => pmd[Spot(t)][1] = "table"
    \* ... and who has seen another pmd than a table will not find one.
    /\ pc[0] \in HoldsPmd \cup {"lock_pmd", "sync_lock_pmd"}
         => pmd[vma][1] # "table"
    \* The page is not mapped in both forms.
    /\ ~doubleMap
    /\ \A t \in Task : pc[t] # "drop_double_map"

\* What was read under the lock is still there: only holders write.
ReadUnderLockStands ==
    /\ \A m \in Mm :
         \* A zapper goes on to clear only what is huge or a migration entry.
         /\ pc[m] = "clear_pmd" => pmd[m][1] \in {"huge", "migration"}
         \* Invalid is what the walker makes it, for one step.
         /\ pmd[m][1] = "invalid" <=> (vma = m /\ pc[0] = "set_pmd")
    \* The walker goes on to replace only a pmd that it has found huge...
    /\ pc[0] = "invalidate_pmd" => pmd[vma][1] = "huge"
    \* ... and to clear only a pte that it has found present.
    /\ pc[0] = "clear_pte" => pte[vma][at[0]] = "present"

\* Who owes a count has unmapped the entry, and nobody maps it again.
OwedIsUnmapped ==
    \A m \in Mm :
      \* The zapper has cleared the pmd, and holds its lock still...
      /\ OwesCompound(m, m) => pmd[m][1] = "none"
      \* ... and the walker has set it, under the same lock.
      /\ OwesCompound(0, m) => pmd[m][1] = "migration"
      \* So with the ptes and theirs.
      /\ \A p \in Pte : \A t \in {0, m} :
           OwesSubpage(t, m, p) => pte[m][p] # "present"

\* A mapper is counted from when Init maps it until the task that cleared
\* its entry has lowered the count: the page is mapped, or a count is owed.
CountedIsMappedOrOwed ==
    /\ \A m \in Mm :
         \* An invalid pmd is the walker's, on its way to a migration entry.
         /\ m \in hugeMappers <=> \/ pmd[m][1] \in {"huge", "invalid"}
                                  \/ OwesCompound(m, m)
                                  \/ OwesCompound(0, m)
         /\ \A p \in Pte :
              m \in mappers[p] <=>
                \/ pte[m][p] = "present"
                \/ ~Anon /\ pmd[m][1] \in {"huge", "invalid"}
                \/ OwesSubpage(m, m, p)
                \/ OwesSubpage(0, m, p)
    \* DoubleMap's share is never there: the page is not mapped in both forms.
    /\ \A p \in Pte : 0 \notin mappers[p]

\* A zapper unlocks a pmd only when it has cleared it or found it none, and
\* none it stays: so whoever has zapped a huge pmd leaves none.
ZappedPmdIsNone ==
    \A m \in Mm :
      pc[m] \in {"drop_pmd_lock", "unlock_pmd", "put_page",
                 "clear_double_map"}
        => pmd[m][1] = "none"

\* The zapper has lowered the count of every pte that it has passed, since it
\* moves on only from a count that it has lowered or a pte without one; and it
\* has passed all that are behind it if it began at the head.
ZappedPteIsUncounted ==
    Racer = "zap_pte_range" /\ ~AnyRange =>
      \A m \in Mm : \A p \in Pte : p < at[m] => m \notin mappers[p]

\* The counters count those sets: Init counts them, and each step that lowers
\* a counter takes out one mapper, who is in the set since a count is owed.
CountersCount ==
    /\ compound_mapcount = Cardinality(hugeMappers)
    /\ \A p \in Pte : mapcount[p] = Cardinality(mappers[p])

\* A reference is held from when Init maps the page until whoever unmapped it
\* has dropped it: a zapper after its lock, the walker before.
HeldIsCountedOrOwed ==
    /\ refs = Cardinality(holders)
    /\ \A m \in Mm :
         /\ <<m, 0>> \in holders <=>
              \/ m \in hugeMappers
              \/ 0 \in batch[m]
              \/ vma = m /\ pc[0] \in {"put_pmd_page", "clear_double_map",
                                       "drop_double_map"}
         /\ \A p \in Pte :
              <<m, p>> \in holders <=>
                \/ m \in mappers[p] /\ pmd[m][1] = "table"
                \/ p \in batch[m]
                \/ vma = m /\ pc[0] = "put_pte_page" /\ at[0] = p
         \* The zapper has it in its batch...
         /\ pc[m] = "done" => batch[m] = {}
         /\ pc[m] \in {"put_page"} \cup RemoveRmapPc => batch[m] = {0}
         /\ pc[m] = "put_pages" => batch[m] # {}
         /\ pc[m] = "remove_pte_rmap" => at[m] \in batch[m]
         /\ 0 \in batch[m] =>
              /\ pc[m] \in RemoveRmapPc \cup {"unlock_pmd", "put_page"}
              /\ pmd[m][1] = "none"
         /\ \A p \in Pte : p \in batch[m] =>
              /\ Racer = "zap_pte_range"
              /\ pc[m] # "read_pmd_again"
              /\ pmd[m][1] = "table"
              /\ m \notin mappers[p] \/ OwesSubpage(m, m, p)
              /\ \/ p < at[m]
                 \/ p = at[m] /\ pc[m] = "remove_pte_rmap"
              \* ... and not the walker, if it has.
              /\ vma = m /\ at[0] = p
                   => pc[0] \notin {"clear_pte", "set_pte", "remove_pte_rmap",
                                    "put_pte_page"}
         /\ vma = m /\ pc[0] \in {"put_pmd_page", "clear_double_map",
                                 "drop_double_map"}
              => pmd[m][1] = "migration"
         /\ vma = m /\ pc[0] = "put_pte_page" => m \notin mappers[at[0]]

\* A counter that has been read as 0 stays 0: no step raises one.
ReadAsZeroStaysZero ==
    /\ seen >= 0
    \* The done callback reads on only after a 0.
    /\ pc[0] = "done_mapcount" =>
         /\ compound_mapcount = 0
         /\ \A p \in Pte : p < at[0] => mapcount[p] = 0
    \* try_to_unmap() adds up what it reads...
    /\ pc[0] \in {"return_compound_mapcount", "return_double_map"}
         => Anon /\ Compound
    /\ pc[0] \notin {"return_compound_mapcount", "return_double_map"}
         => seen = 0
    /\ pc[0] = "return_compound_mapcount" /\ seen = 0 => mapcount[1] = 0
    /\ pc[0] = "return_double_map" /\ seen = 0 => page_mapcount(1) = 0
    /\ pc[0] # "returned" => ret
    \* ... and returns whether that is 0; a base page has one count to read.
    /\ pc[0] = "returned" /\ ret /\ Walker = "try_to_unmap"
         => page_mapcount(1) = 0


\* The models that this group is about.
OnlyZaps ==
    /\ Walker \in {"try_to_unmap", "try_to_migrate"}
    /\ Racer \in {"none", "zap_huge_pmd", "zap_pte_range"}
    /\ Caller = "any"
    /\ ~TTU_SPLIT_HUGE_PMD /\ ~ZapInvalidates /\ ~Doubled /\ ~StalePeek
    /\ Boundary = K /\ SplitPtlocks

\* Each is kept by a step only where the others held before it: that a count is
\* owed is known by the step that is next, that nobody else owes it by the lock.
ZapInv ==
  OnlyZaps =>
    /\ TaskRunsItsFunction
    /\ LoopIndex
    /\ FormIsKept
    /\ ReadUnderLockStands
    /\ OwedIsUnmapped
    /\ CountedIsMappedOrOwed
    /\ ZappedPmdIsNone
    /\ ZappedPteIsUncounted
    /\ CountersCount
    /\ HeldIsCountedOrOwed
    /\ ReadAsZeroStaysZero
=============================================================================
