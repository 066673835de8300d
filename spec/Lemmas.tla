------------------------------- MODULE Lemmas -------------------------------
(***************************************************************************)
(* Why the claims are true.  The lemmas of a group are together an         *)
(* inductive invariant: the first group holds in every model, whatever its *)
(* constants; the second where nobody maps the page anew and each racer is *)
(* at a VMA of its own; FillLemmas has what it takes where they fill a     *)
(* second one, SyncLemmas leans on all, and SplitLemmas is about the walk  *)
(* that splits an anonymous THP.  Of other models the tool finds inductive *)
(* invariants by itself.                                                   *)
(*                                                                         *)
(* Kernel counterpart: none; each sentence is about the steps of the       *)
(* modules named for kernel functions.                                     *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS Places

(***************************************************************************)
(* First group: true in every model.                                       *)
(***************************************************************************)
\* The page table whose lock task t holds, if it holds one.
TableHeld(t) ==
    IF pc[t] \in {"unlock_pte", "remap_unlock_pte"} THEN TableOf(at[t] - 1)
                                                    ELSE TableOf(at[t])

\* The places where a task holds the pmd lock, which may be the only one.
HoldsPmdLock == HoldsPmd \cup IF SplitPtlocks THEN {} ELSE HoldsPte

\* A task's place says which locks it holds: a step that locks leads to such a
\* place from outside, one that unlocks leads away, and others stay within or
\* without.
PmdLockOwner ==
    ~NewVma =>
      \A m \in Mm :
        \* The walker and task m alone ask for the locks of VMA m.
        /\ pmdLock[m] \in {Unlocked, 0, m}
        /\ pmdLock[m] = 0 <=> (vma = m /\ pc[0] \in HoldsPmdLock)
        /\ pmdLock[m] = m <=> pc[m] \in HoldsPmdLock

\* A pte lock is of the page table that the task's index lies in, or has just
\* left: to cross into another table takes an unlock.  Where the pmd lock is the
\* only one nobody takes another.
PteLockOwner ==
    ~NewVma =>
      \A m \in Mm : \A d \in Table :
        /\ pteLock[m][d] \in {Unlocked, 0, m}
        /\ pteLock[m][d] = 0 <=>
              /\ SplitPtlocks
              /\ vma = m /\ pc[0] \in HoldsPte /\ TableHeld(0) = d
        /\ pteLock[m][d] = m <=>
              SplitPtlocks /\ pc[m] \in HoldsPte /\ TableHeld(m) = d

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
(* Second group: the walk, and what each task does at its own VMA.         *)
(***************************************************************************)
\* Each task runs its own function: no step leads from one into another.
TaskRunsItsFunction ==
    /\ pc[0] \in WalkedPc \cup
         IF Walker = "unmap_mapping_page"
           THEN ZapHugePc \cup ZapPtesPc \cup
                {"read_pmd", "sync_lock_pmd", "sync_unlock_pmd",
                 "synchronize_rcu"}
           ELSE UnmapPc \cup IF TTU_SPLIT_HUGE_PMD THEN SplitPc ELSE {}
    \* Only try_to_migrate() begins with a check of its flags...
    /\ pc[0] = "check_flags" => Walker = "try_to_migrate"
    \* ... and only try_to_unmap() ends with a look at the counters.
    /\ pc[0] \in ReturnPc \ {"returned"} => Walker = "try_to_unmap"
    \* Whose own callbacks are these, and whose caller looks again?
    /\ pc[0] = "next_vma" => Walker = "unmap_mapping_page"
    /\ pc[0] \in DonePc => Walker # "unmap_mapping_page"
    /\ pc[0] \in CallerPc => Caller # "any"
    /\ pc[0] = "kill" => Caller = "hwpoison_user_mappings"
    /\ pc[0] \in CallerPc \ {"kill", "mapped_compound_mapcount",
                             "mapped_mapcount", "bug"}
         => Caller = "split_huge_page"
    \* A migration entry is written only where one is to be left.
    /\ pc[0] = "set_pte" => SetsMigrationEntry
    /\ ~LeavesPmdEntry
         => pc[0] \notin {"invalidate_pmd", "set_pmd", "put_pmd_page"}
    \* Only who takes a huge pmd away removes its mapping.
    /\ pc[0] \in RemoveRmapPc
         => \/ LeavesPmdEntry
            \/ Walker = "unmap_mapping_page"
            \/ TTU_SPLIT_HUGE_PMD
    \* Only a huge pmd that may not become one is unexpected.
    /\ pc[0] = "bug_pmd" => ~SetsMigrationEntry
    /\ \A m \in Mm : pc[m] \in RacerPc \cup {"done"}
    \* DoubleMap is looked at only by who unmaps an anonymous page...
    /\ ~Anon => \A t \in Task : pc[t] # "clear_double_map"
    \* ... of which a huge pmd is not counted in the subpages first.
    /\ MayDoubleMap => \A t \in Task : pc[t] # "remove_compound_rmap"

\* Where a loop over the subpages begins, and where it has ended.
LoopIndex ==
    /\ \/ pc[0] \in PtePc \/ at[0] = 1
       \/ pc[0] = "remove_pmd_rmap" /\ ~Anon /\ at[0] \in Pte
       \/ pc[0] = "drop_double_map" /\ MayDoubleMap /\ at[0] \in Pte
       \/ pc[0] \in {"done_mapcount", "mapped_mapcount", "total_mapcount"}
            /\ at[0] \in Pte
       \/ pc[0] \in {"put_pages", "next_vma"} /\ at[0] = K + 1
    /\ pc[0] = "unlock_pte" /\ Walker # "unmap_mapping_page" => at[0] = K + 1
    /\ \A t \in Task : t # 0 \/ Walker = "unmap_mapping_page" =>
         \* A zapper that breaks off stays at a subpage, and resumes there.
         /\ pc[t] \in {"lock_pte", "visit_pte", "visit_next_pte",
                       "remove_pte_rmap"} \cup RemoveRmapPc => at[t] \in Pte
         /\ pc[t] \in {"lock_pmd", "recheck_pmd", "drop_pmd_lock", "clear_pmd",
                       "remove_compound_rmap", "clear_double_map", "read_pmd",
                       "split_lock_pmd", "split_recheck_pmd",
                       "split_clear_pmd"} => at[t] = 1
         \* Where a zapper of ptes begins is for its caller to say.
         /\ pc[t] = "read_pmd_again"
              => at[t] \in IF t = 0 THEN {1} ELSE RacerFirst
         /\ pc[t] = "remove_pmd_rmap" /\ Anon => at[t] = 1
         /\ pc[t] = "visit_next_pte" => at[t] > 1
         /\ pc[t] = "unlock_pte" => at[t] > 1 \/ Racer = "wp_page_copy"
         /\ pc[t] = "put_pages" => at[t] = K + 1 \/ Racer = "wp_page_copy"

\* A page is mapped in a form that Init may choose, and keeps it.
FormIsKept ==
    \* Nobody makes a page table...
    /\ "table" \notin InitialPmd => \A m \in Mm : pmd[m][1] # "table"
    \* ... or a huge pmd; and only a huge pmd becomes anything else.
    /\ "huge" \notin InitialPmd
         => /\ \A m \in Mm : pmd[m][1] \in {"none", "table"}
            /\ hugeMappers = {}
    \* Ptes are written only by who has seen a table above them.
    /\ \A m \in Mm : pmd[m][1] # "table" => \A p \in Pte : pte[m][p] = "none"
    \* Only copy-on-write maps another page.
    /\ Racer # "wp_page_copy" => \A m \in Mm : \A p \in Pte : pte[m][p] # "other"
    \* A table is never taken away, so who has seen one is still under it...
    /\ \A t \in Task : pc[t] \in PtePc => pmd[Spot(t)][1] = "table"
    \* ... and who has seen another pmd than a table will not find one.
    /\ \A t \in Task :
         pc[t] \in (HoldsPmd \ {"split_recheck_pmd", "split_unlock_pmd"})
                    \cup {"lock_pmd", "sync_lock_pmd"}
           => \/ pmd[Spot(t)][1] # "table"
              \/ pc[t] \in {"sync_lock_pmd", "sync_unlock_pmd"}
                   /\ MayGetTable(Spot(t))
    \* The page is not mapped in both forms, if it was not at first.
    /\ ~MayDoubleMap => /\ ~doubleMap
                        /\ \A t \in Task : pc[t] # "drop_double_map"
    \* What is split before the walk looks is not found huge.
    /\ TTU_SPLIT_HUGE_PMD /\ ~SplitInLoop /\ pc[0] \in HasSplitPc
         => pmd[vma][1] \in {"none", "table"}

\* What was read under the lock is still there: only holders write.
ReadUnderLockStands ==
    /\ \A t \in Task :
         \* A zapper goes on to clear only what is huge or a migration entry,
         /\ pc[t] = "clear_pmd" => pmd[Spot(t)][1] \in {"huge", "migration"}
         \* and so does who splits; the walker only what is huge.
         /\ pc[t] = "split_clear_pmd"
              => pmd[Spot(t)][1] \in {"huge"} \cup IF t = 0 THEN {}
                                                   ELSE {"migration"}
    \* Invalid is what the walker or mprotect() makes it, for one step, or who
    \* zaps it in the rejected design, until the count is lowered.
    /\ \A m \in Mm :
         pmd[m][1] = "invalid" <=>
           \/ vma = m /\ pc[0] = "set_pmd"
           \/ pc[m] = "set_pmd" /\ ~NewVma
           \/ ZapInvalidates /\ \E t \in {0, m} :
                Spot(t) = m /\ pc[t] \in RemoveRmapPc \cup ClearsInvalid
    \* The walker goes on to replace only a pmd that it has found huge...
    /\ pc[0] = "invalidate_pmd" => pmd[vma][1] = "huge"
    \* ... and to clear only a pte that it has found present.
    /\ pc[0] = "clear_pte" => pte[vma][at[0]] = "present"

\* What a zapper makes of a huge pmd whose count it owes, and which pmds say by
\* themselves that they are counted.
OwedPmd == IF ZapInvalidates THEN "invalid" ELSE "none"
CountedPmd == {"huge"} \cup IF ZapInvalidates THEN {} ELSE {"invalid"}

\* Who owes a count has unmapped the entry, and nobody maps it again but who
\* took it out for a moment.
OwedIsUnmapped ==
    \A m \in Mm :
      \* The racer has cleared the pmd, and holds its lock still...
      /\ OwesCompound(m, m) => pmd[m][1] = OwedPmd
      \* ... and the walker has cleared or set it, under the same lock.
      /\ OwesCompound(0, m)
           => pmd[m][1] = IF LeavesPmdEntry THEN "migration" ELSE OwedPmd
      \* So with the ptes and theirs.
      /\ \A p \in Pte : \A t \in {0, m} :
           OwesSubpage(t, m, p) => pte[m][p] # "present"
      \* What is owed is counted still.
      /\ \A t \in {0, m} :
           /\ OwesCompound(t, m) => m \in hugeMappers
           /\ \A p \in Pte : OwesSubpage(t, m, p) => m \in mappers[p]

\* A mapper is counted from when Init maps it until the task that cleared
\* its entry has lowered the count: the page is mapped, or a count is owed.
CountedIsMappedOrOwed ==
    /\ \A m \in Mm :
         \* An invalid pmd is huge still, or on its way to a migration entry.
         /\ m \in hugeMappers <=> \/ pmd[m][1] \in CountedPmd
                                  \/ OwesCompound(m, m)
                                  \/ OwesCompound(0, m)
         /\ \A p \in Pte :
              m \in mappers[p] <=>
                \/ pte[m][p] = "present"
                \/ ~Anon /\ pmd[m][1] \in CountedPmd
                \/ OwesSubpage(m, m, p)
                \/ OwesSubpage(0, m, p)
                \/ Copies(m, p) /\ pc[1] = "copy_pte"
    \* DoubleMap's share is never there where the page is mapped in one form.
    /\ ~MayDoubleMap => \A p \in Pte : 0 \notin mappers[p]

\* A zapper unlocks a pmd only when it has cleared it or found it none, and
\* none it stays: so whoever has zapped a huge pmd leaves none.
ZappedPmdIsNone ==
    \A t \in Task :
      /\ pc[t] \in {"drop_pmd_lock", "put_page", "clear_double_map",
                    "split_put_page"} \cup DropsShare
           => pmd[Spot(t)][1] \in {"none"} \cup
                IF t = 0 /\ LeavesPmdEntry THEN {"migration"} ELSE {}
      /\ pc[t] = "unlock_pmd" /\ t # 0 /\ Racer # "change_pte_range"
           => pmd[Spot(t)][1] = "none"
      \* And who looks again finds no huge pmd.
      /\ pc[t] \in {"read_pmd_again", "put_pages"}
           => pmd[Spot(t)][1] \in {"none", "table"}

\* The zapper has lowered the count of every pte that it has passed, since it
\* moves on only from a count that it has lowered or a pte without one; and it
\* has passed all that are behind it if it began at the head.
ZappedPteIsUncounted ==
    /\ Racer = "zap_pte_range" /\ ~AnyRange =>
         \A m \in Mm : \A p \in Pte : p < at[m] => m \notin mappers[p]
    \* Where it zaps pmds too the walker may owe what it finds none.
    /\ Racer = "zap_pmd_range" =>
         \A m \in Mm :
           /\ \A p \in Pte : p < at[m] => pte[m][p] # "present"
           /\ pc[m] = "done" /\ at[m] <= K => pmd[m][1] = "none"
           /\ pc[m] = "done" => pmd[m][1] \in {"none", "table"}

\* DoubleMap's share is in every subpage while the flag is set, but where the
\* split is yet to add it, or who has cleared the flag yet to take it out.
DoubleMapIsShared ==
    \* One task alone takes it out, the one that has taken the last pmd away...
    /\ \A t \in Task : pc[t] \in ClearsPc \cup DropsPc =>
         /\ compound_mapcount = 0
         /\ \A u \in Task : pc[u] \in ClearsPc \cup DropsPc => u = t
    /\ \A t \in Task : pc[t] \in DropsPc => ~doubleMap
    \* ... and the split adds it while its own pmd is counted.
    /\ pc[0] = "split_inc_double_map" => doubleMap
    /\ doubleMap => \/ compound_mapcount > 0
                    \/ \E t \in Task : pc[t] \in ClearsPc
    /\ \A p \in Pte :
         0 \in mappers[p] <=>
           \/ doubleMap /\ ~(pc[0] = "split_inc_double_map" /\ p >= at[0])
           \/ \E t \in Task : pc[t] \in DropsPc /\ at[t] <= p

\* The counters count those sets: Init counts them, and each step that lowers
\* a counter takes out one mapper, who is in the set since a count is owed.
CountersCount ==
    /\ compound_mapcount = Cardinality(hugeMappers)
    /\ \A p \in Pte : mapcount[p] = Cardinality(mappers[p])

\* A huge pmd is gone, and its count or its reference not yet.
UnmapsPmd == {"remove_pmd_rmap", "remove_compound_rmap", "split_put_page"}

\* A reference is held from when Init maps the page until whoever unmapped it
\* has dropped it: a zapper after its lock, the walker before.
HeldIsCountedOrOwed ==
    /\ refs = Cardinality(holders)
    /\ \A m \in Mm :
         /\ <<m, 0>> \in holders <=>
              \/ m \in hugeMappers
              \/ pc[m] = "split_put_page"
              \/ vma = m /\ pc[0] \in {"put_pmd_page", "split_put_page"}
              \/ vma = m /\ pc[0] \in {"clear_double_map"} \cup DropsShare
                   /\ LeavesPmdEntry
              \/ 0 \in batch[m]
              \/ vma = m /\ 0 \in batch[0]
         /\ \A p \in Pte :
              <<m, p>> \in holders <=>
                \/ m \in mappers[p] /\ pmd[m][1] = "table"
                \/ vma = m /\ pc[0] = "put_pte_page" /\ at[0] = p
                \/ Copies(m, p) /\ pc[1] = "dup_rmap"
                \/ p \in batch[m]
                \/ vma = m /\ p \in batch[0]
    \* The walker has a batch only where it zaps...
    /\ Walker # "unmap_mapping_page" => batch[0] = {}
    /\ pc[0] \in WalkedPc => batch[0] = {}
    /\ \A t \in Task : t # 0 \/ Walker = "unmap_mapping_page" =>
         \* ... and a zapper has it in its batch...
         /\ pc[t] = "done" => batch[t] = {}
         /\ t # 0 /\ Racer \in {"split_huge_pmd", "change_pte_range"}
              => batch[t] = {}
         /\ pc[t] \in {"put_page"} \cup RemoveRmapPc
              => batch[t] = {0} \/ (t # 0 /\ Racer = "split_huge_pmd")
         /\ pc[t] = "put_pages" => batch[t] # {}
         /\ pc[t] \in {"set_pte", "remove_pte_rmap"} => at[t] \in batch[t]
         /\ 0 \in batch[t] =>
              /\ pc[t] \in RemoveRmapPc \cup {"unlock_pmd", "put_page"}
                            \cup ClearsInvalid
              /\ pc[t] \in {"unlock_pmd", "put_page"} \/ ~ZapInvalidates
                   => pmd[Spot(t)][1] = "none"
              /\ t # 0 /\ vma = t
                   => /\ 0 \notin batch[0]
                      /\ pc[0] \notin UnmapsPmd
              /\ t = 0 => pc[vma] \notin UnmapsPmd
         /\ \A p \in Pte : p \in batch[t] =>
              /\ pmd[Spot(t)][1] = "table"
              /\ Spot(t) \notin mappers[p] \/ OwesSubpage(t, Spot(t), p)
              /\ IF t # 0 /\ Racer = "wp_page_copy"
                   THEN /\ p = at[t]
                        /\ pc[t] \in {"set_pte", "remove_pte_rmap",
                                     "unlock_pte", "put_pages"}
                   ELSE /\ \/ p < at[t]
                           \/ p = at[t] /\ pc[t] = "remove_pte_rmap"
                        /\ pc[t] \in ZapPtesPc \ {"read_pmd_again"}
              \* ... and not the walker, if it has.
              /\ t # 0 /\ vma = t /\ at[0] = p
                   => pc[0] \notin {"clear_pte", "set_pte", "remove_pte_rmap",
                                    "put_pte_page"}
              /\ t # 0 /\ vma = t => p \notin batch[0]
    /\ \A m \in Mm :
         /\ vma = m /\ LeavesPmdEntry
              /\ pc[0] \in {"put_pmd_page", "clear_double_map"} \cup DropsShare
              => pmd[m][1] = "migration"
         /\ vma = m /\ pc[0] = "put_pte_page" => m \notin mappers[at[0]]

\* A counter that has been read as 0 stays 0: no step raises one.
ReadAsZeroStaysZero ==
    /\ seen >= 0 \/ Caller = "split_huge_page"
    \* The done callback reads on only after a 0.
    /\ pc[0] = "done_mapcount" =>
         /\ compound_mapcount = 0
         /\ \A p \in Pte : p < at[0] => mapcount[p] = 0
    \* try_to_unmap() adds up what it reads...
    /\ pc[0] \in {"return_compound_mapcount", "return_double_map"}
         => Anon /\ Compound
    /\ pc[0] \notin {"return_compound_mapcount", "return_double_map"}
         => \/ seen = 0
            \/ Caller = "split_huge_page" /\ pc[0] \in CallerPc
    /\ pc[0] = "return_compound_mapcount" /\ seen = 0 => mapcount[1] = 0
    /\ pc[0] = "return_double_map" /\ seen = 0 => page_mapcount(1) = 0
    /\ ret \/ pc[0] \in {"returned"} \cup CallerPc
    \* ... and returns whether that is 0; a base page has one count to read.
    /\ pc[0] \in {"returned"} \cup CallerPc /\ ret /\ Walker = "try_to_unmap"
         /\ ~ReturnsVoid
         => page_mapcount(1) = 0

\* What can be read of the past is what was written over, as a pmd that is none,
\* a page table and a count of 0 never are: who sees one sees what is there.
PastIsOver ==
    /\ \A m \in Mm :
         \* Nothing takes the place of a pmd that is none, or of a page table...
         /\ past.pmd[m][1] \subseteq {"huge", "invalid", "migration"}
         \* ... or becomes one, so who sees another pmd will not find one.
         /\ pmd[m][1] = "table" => past.pmd[m][1] = {}
    \* A count of 0 is neither raised nor lowered.
    /\ 0 \notin past.compound
    /\ \A p \in Pte : 0 \notin past.mapcount[p]

\* The models that this group is about.
HasLemmas ==
    /\ ~NewVma /\ ~(TTU_SPLIT_HUGE_PMD /\ Anon)
    /\ Doubled => Walker = "try_to_migrate"
    /\ ZapInvalidates
         => Walker = "unmap_mapping_page" /\ Racer = "zap_huge_pmd"
    /\ PageLocked /\ InvalidatesPmd /\ Boundary = K

\* Each is kept by a step only where the others held before it: that a count is
\* owed is known by the step that is next, that nobody else owes it by the lock.
CountsInv ==
  HasLemmas =>
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
    /\ MayDoubleMap => DoubleMapIsShared
    /\ StalePeek => PastIsOver
=============================================================================
