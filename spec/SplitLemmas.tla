---------------------------- MODULE SplitLemmas ----------------------------
(***************************************************************************)
(* Why unmap_page() of an anonymous THP counts right, although its walk    *)
(* raises counts: it does so under the pmd lock, before it lowers that of  *)
(* the pmd, and takes out all that it has put in before it lets go of the  *)
(* lock, but for DoubleMap's share; and that is taken out by whoever takes *)
(* the last huge pmd away, with the lock over that one held.               *)
(*                                                                         *)
(* Kernel counterpart: none; each sentence is about the steps of the       *)
(* modules named for kernel functions.                                     *)
(* Not modelled: see State.  Nothing is said here of references: of how    *)
(* many come with a split all at once a proof for all sizes knows nothing. *)
(***************************************************************************)
EXTENDS SyncLemmas

\* The walker has made its pmd invalid, and is yet to lower the count of it,
\* or has lowered that and is yet to put the table there, or has done so.
SplitsCountedPc == {"split_ref_add", "split_inc_mapcount",
                    "split_read_compound", "split_set_double_map",
                    "split_inc_double_map", "split_dec_compound"}
SplitsUncountedPc == {"split_clear_double_map", "split_drop_double_map",
                      "split_populate_pmd"}
SplitsTablePc == {"split_remove_rmap", "split_put_page"}
AnonSplitPc == SplitsCountedPc \cup SplitsUncountedPc \cup SplitsTablePc
                 \cup {"split_lock_pmd", "split_recheck_pmd",
                       "split_invalidate_pmd", "split_unlock_pmd"}

\* The split has failed, and the page is mapped again.
RemapPc == {"remap_read_pmd", "remap_lock_pte", "remap_pte", "remap_set_pte",
            "remap_inc_mapcount", "remap_unlock_pte", "remap_next"}
Remaps == pc[0] \in RemapPc \/ outcome = "EBUSY"

\* The split counts VMA m in subpage p, where no pte shows it.
SplitOwes(m, p) ==
    /\ vma = m
    /\ \/ pc[0] = "split_inc_mapcount" /\ p < at[0]
       \/ pc[0] \in SplitsUncountedPc \cup
            {"split_read_compound", "split_set_double_map",
             "split_inc_double_map", "split_dec_compound"}
       \/ pc[0] = "split_remove_rmap" /\ p >= at[0]
       \/ pc[0] = "split_put_page" /\ p > at[0]

\* No step leads from one function into another, and none of them is for file
\* pages, or where migration entries are left in the place of a huge pmd.
SplitterRuns ==
    /\ pc[0] \in WalkedPc \cup (UnmapPc \ RemoveRmapPc) \cup AnonSplitPc
                   \cup RemapPc \cup {"drop_pmd_lock"}
    /\ pc[0] \notin {"bug_pmd", "invalidate_pmd", "set_pmd", "put_pmd_page",
                     "next_vma", "kill"}
    \* The page is mapped again at the end, and only then.
    /\ outcome = "EBUSY" => pc[0] = "returned"
    \* What is split before the walk looks is not found huge.
    /\ ~SplitInLoop => pc[0] \notin {"lock_pmd", "recheck_pmd", "unlock_pmd",
                                     "drop_pmd_lock"}
    /\ \A m \in Mm : pc[m] \in (RacerPc \cup {"done"})
                               \ {"remove_compound_rmap"}

\* Where a loop over the subpages begins, and where it has ended.
SplitterLoopIndex ==
    /\ \/ pc[0] \in PtePc \/ at[0] = 1
       \/ pc[0] \in {"split_inc_mapcount", "split_inc_double_map",
                     "split_drop_double_map", "split_remove_rmap",
                     "split_put_page", "done_mapcount", "mapped_mapcount",
                     "total_mapcount"} /\ at[0] \in Pte
    /\ pc[0] \in {"unlock_pte", "remap_unlock_pte"} => at[0] = K + 1
    /\ \A m \in Mm :
         /\ pc[m] \in {"lock_pte", "visit_pte", "visit_next_pte",
                       "remove_pte_rmap", "drop_double_map"} => at[m] \in Pte
         /\ pc[m] \in {"lock_pmd", "recheck_pmd", "drop_pmd_lock", "clear_pmd",
                       "remove_pmd_rmap", "clear_double_map", "unlock_pmd",
                       "unlock_new_pmd", "put_page", "set_pmd", "read_pmd"}
              => at[m] = 1
         /\ pc[m] = "read_pmd_again" => at[m] \in RacerFirst

\* What the tables hold: only a huge pmd becomes a page table, in one step that
\* shows no pte that maps the page, and what was read under a lock stands.
SplitterForm ==
    /\ "huge" \notin InitialPmd
         => \A m \in Mm : pmd[m][1] \in {"none", "table"}
    /\ \A m \in Mm :
         \* The walk leaves migration entries in ptes alone.
         /\ pmd[m][1] \in {"none", "huge", "invalid", "table"}
         /\ pmd[m][1] # "table" => \A p \in Pte : pte[m][p] = "none"
         /\ pmd[m][1] = "invalid" <=>
              \/ vma = m /\ pc[0] \in SplitsCountedPc \cup SplitsUncountedPc
              \/ pc[m] = "set_pmd" /\ ~NewVma
         /\ pc[m] = "clear_pmd" => pmd[m][1] = "huge"
         /\ pc[m] \in {"remove_pmd_rmap"} \cup ClearsPc \cup DropsPc
              => pmd[m][1] = "none"
    /\ Racer # "wp_page_copy"
         => \A m \in Mm : \A p \in Pte : pte[m][p] # "other"
    /\ \A t \in Task : pc[t] \in PtePc => pmd[Spot(t)][1] = "table"
    /\ pc[0] \in {"remap_lock_pte", "drop_pmd_lock"}
         => pmd[vma][1] = "table"
    /\ pc[0] = "unlock_pmd" => pmd[vma][1] = "none"
    /\ pc[0] = "remap_set_pte" => pte[vma][at[0]] = "migration"
    /\ pc[0] = "remap_inc_mapcount" => pte[vma][at[0]] = "present"
    /\ pc[0] = "split_invalidate_pmd" => pmd[vma][1] = "huge"
    /\ pc[0] \in SplitsTablePc =>
         /\ pmd[vma][1] = "table"
         /\ \A p \in Pte : /\ pte[vma][p] # "present"
                           /\ ~OwesSubpage(vma, vma, p)
    /\ pc[0] = "clear_pte" => pte[vma][at[0]] = "present"
    /\ ~SplitInLoop /\ pc[0] \in HasSplitPc \ {"check_flags"}
         => pmd[vma][1] \in {"none", "table"}
    \* Who owes a count has unmapped the entry.
    /\ \A m \in Mm : \A p \in Pte : \A t \in {0, m} :
         OwesSubpage(t, m, p) => pte[m][p] # "present"

\* A mapper is counted where it is mapped, or the count is owed; the split owes
\* a subpage's count from when it has raised it until it has lowered it, and
\* remap_page() sets the entry before it counts it.
SplitterCounts ==
    /\ \A m \in Mm :
         /\ m \in hugeMappers <=>
              \/ pmd[m][1] = "huge"
              \/ pmd[m][1] = "invalid"
                   /\ ~(vma = m /\ pc[0] \in SplitsUncountedPc)
              \/ OwesCompound(m, m)
         /\ \A p \in Pte :
              m \in mappers[p] <=>
                \/ /\ pte[m][p] = "present"
                   /\ ~(vma = m /\ pc[0] = "remap_inc_mapcount" /\ at[0] = p)
                \/ OwesSubpage(m, m, p)
                \/ OwesSubpage(0, m, p)
                \/ SplitOwes(m, p)
                \/ Copies(m, p) /\ pc[1] = "copy_pte"

\* A counter that has been read as 0 stays 0: the walk itself raises none then,
\* and fork only what is not 0.
SplitterReadsZero ==
    pc[0] = "done_mapcount" =>
      /\ compound_mapcount = 0
      /\ \A p \in Pte : p < at[0] => mapcount[p] = 0

\* The models that this group is about.
HasSplitLemmas ==
    /\ TTU_SPLIT_HUGE_PMD /\ Anon /\ (NewVma => DestinationLater)
    /\ ~ZapInvalidates /\ ~Doubled /\ ~StalePeek
    /\ PageLocked /\ InvalidatesPmd /\ SplitPtlocks /\ Boundary = K

\* What the walk has split maps the page no more, and what it has counted for
\* that it has taken out again; of the racers it is said what CountsInv says.
SplitInv ==
  HasSplitLemmas =>
    /\ SplitterRuns
    /\ SplitterLoopIndex
    /\ SplitterForm
    /\ SplitterCounts
    /\ DoubleMapIsShared
    /\ CountersCount
    /\ SplitterReadsZero
    \* Where a racer fills a second VMA.
    /\ NewVma => /\ OneFills
                 /\ FillerLockOwner
                 /\ FillerHasTables
                 /\ AheadIsUnfilled
                 /\ FillerLoopIndex
                 /\ CopiedIsPresent
                 /\ CarriedIsEntry
                 /\ Racer = "move_huge_pmd" => entry # "migration"

\* What the walk has passed has no huge pmd, and nobody is about to take out
\* DoubleMap's share for it.
SplitWalkedPmdIsUncounted ==
    ~Remaps =>
      \A m \in Mm :
        PmdWalked(m) => /\ m \notin hugeMappers
                        /\ pc[m] \notin ClearsPc \cup DropsPc

\* Nor has it a pte that is counted.
SplitWalkedPteIsUncounted ==
    ~Remaps =>
      \A m \in Mm : \A p \in Pte : PteWalked(m, p) => m \notin mappers[p]

\* The walk ends when it has passed all, or has read every counter as 0.
SplitReturnsNoPmd == ~Remaps /\ pc[0] \in OverPc => hugeMappers = {}

\* So no pte is counted either, once it is over.
SplitReturnsNoPte ==
    ~Remaps /\ pc[0] \in OverPc => \A p \in Pte : mappers[p] = {}

\* Who maps the page again has left no migration entry behind, and nobody else
\* makes one.
RemappedHasNoEntry ==
    Remaps =>
      \A m \in Mm : \A p \in Pte :
        \/ pc[0] = "returned"
        \/ m < vma
        \/ m = vma /\ \/ pc[0] = "remap_next"
                      \/ pc[0] \in HoldsPte /\ p < at[0]
                      \/ pc[0] = "remap_inc_mapcount" /\ p = at[0]
        => pte[m][p] # "migration"
=============================================================================
