----------------------------- MODULE SyncLemmas -----------------------------
(***************************************************************************)
(* Why TTU_SYNC is enough, what can be had without it, and what migration  *)
(* leaves behind: each group is inductive with those of Lemmas, in models  *)
(* where each racer is at a VMA of its own, or with those of FillLemmas,   *)
(* where one fills a second VMA.                                           *)
(*                                                                         *)
(* Kernel counterpart: none; each sentence is about the steps of the       *)
(* modules named for kernel functions.                                     *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS FillLemmas

(***************************************************************************)
(* Third group: why TTU_SYNC is enough.                                    *)
(***************************************************************************)
\* The walk is past m's pmd, or past m's pte for p.  Where it splits before it
\* looks, it is past a pmd that it has split or not found huge.
PmdWalked(m) ==
    \/ m < vma
    \/ m = vma /\ pc[0] \in PtePc \cup WalkedPc
                 \cup {"sync_unlock_pmd", "drop_pmd_lock", "unlock_pmd",
                       "put_pmd_page", "clear_double_map", "drop_double_map",
                       "read_pmd_again", "put_page", "put_pages",
                       "split_put_page"}
                 \cup IF TTU_SPLIT_HUGE_PMD /\ ~SplitInLoop
                        THEN {"split_unlock_pmd", "read_pmd", "lock_pmd",
                              "recheck_pmd", "sync_lock_pmd"}
                        ELSE {}

\* To be past a pmd that is no page table is to be past all ptes.
PteWalked(m, p) ==
    \/ m < vma
    \/ m = vma /\ pc[0] \in WalkedPc \cup {"put_pages"}
    \/ m = vma /\ PmdWalked(m) /\ pmd[m][1] # "table"
    \/ m = vma /\ pc[0] \in PtePc
               /\ \/ p < at[0]
                  \/ p = at[0] /\ pc[0] = "put_pte_page"

\* Under PVMW_SYNC the walk has the lock before it looks at a pte, and keeps
\* it to the last, so it never comes to a next pte without it.
SyncNeverPeeks == pc[0] \notin {"peek_pte", "next_pte", "lock_next_pte"}

\* A pmd that was seen none stays so for this page, so the walk may return
\* without a second look at it.  In a VMA that is being filled it may become a
\* page table, or a migration entry, but the page is not mapped by it.
SyncPmdStaysNone ==
    pc[0] \in {"sync_lock_pmd", "sync_unlock_pmd", "synchronize_rcu"}
      => \/ pmd[vma][1] = "none"
         \/ FilledWithNothing(vma)

\* What the walk has passed is unmapped, and nobody is still about to lower
\* the count: a zapper that was would have held the lock that the walk took.
WalkedPmdIsUncounted ==
    /\ \A m \in Mm : PmdWalked(m) => m \notin hugeMappers
    \* So nobody is about to take out DoubleMap's share for it either.
    /\ MayDoubleMap =>
         \A m \in Mm : PmdWalked(m) => pc[m] \notin ClearsPc \cup DropsPc

\* What the walk has passed of the ptes is unmapped and uncounted: it has had
\* the lock of their page table, and whoever cleared one lowered its count
\* before that lock was free.
WalkedPteIsUncounted ==
    \A m \in Mm : \A p \in Pte : PteWalked(m, p) => m \notin mappers[p]

\* The walk ends when it has passed all, or has read every counter as 0.
ReturnsUncounted ==
    pc[0] \in OverPc => /\ hugeMappers = {}
                        /\ \A p \in Pte : mappers[p] = {}

\* So what try_to_unmap() reads last is 0, it returns TRUE, and no check bites.
ReturnsTrue == ret /\ seen = 0 /\ pc[0] \notin {"dump_mapcount",
                                              "dump_raw_mapcount"}

\* The walk locks in a VMA once at most: where it has yet to lock it has not.
LocksOnce ==
    /\ acquired <= 1
    /\ pc[0] \in {"check_flags", "read_pmd", "lock_pmd", "sync_lock_pmd",
                  "peek_pte", "lock_pte", "next_pte", "lock_next_pte"}
         => acquired = 0

\* What the walk has passed maps the page no more, counted or not: it is
\* unmapped by the walk, or by a racer who does not put it back.
WalkedIsUnmapped ==
    \A m \in Mm :
      /\ PmdWalked(m) => pmd[m][1] \notin {"huge", "invalid"}
      /\ \A p \in Pte : PteWalked(m, p) => pte[m][p] # "present"

\* So it is of all when the walk is over, which it has passed, or has read the
\* counters of as 0.
ReturnsUnmapped ==
    pc[0] \in OverPc =>
      \A m \in Mm : /\ pmd[m][1] \notin {"huge", "invalid"}
                    /\ \A p \in Pte : pte[m][p] # "present"

-----------------------------------------------------------------------------
(***************************************************************************)
(* Fourth group: without TTU_SYNC, and with every pte mapped at the start, *)
(* the counts are right for all subpages but the last, since the zapper    *)
(* too goes in order: where it is yet to go the walk finds a present pte,  *)
(* and waits.                                                              *)
(***************************************************************************)
\* Init maps every entry, so no pmd is none, and a table is never taken away.
AllTables == \A m \in Mm : pmd[m][1] = "table"

\* A pte ahead of the walk is none only if the zapper has been there.
AheadIsPresentOrZapped ==
    \A m \in Mm : \A p \in Pte :
      \/ m < vma
      \/ m = vma /\ pc[0] \in WalkedPc
      \/ m = vma /\ pc[0] \in PtePc
                 /\ \/ p < at[0]
                    \/ OwesSubpage(0, m, p)
                    \/ p = at[0] /\ pc[0] = "put_pte_page"
      \/ pte[m][p] = "present"
      \/ pte[m][p] = "none" /\ (p < at[m] \/ OwesSubpage(m, m, p))

\* A count that the walk has passed by is owed by the zapper, at this pte:
\* present, the walk would have found it, and it lowers its own count.
PassedByIsOwed ==
    pc[0] \in PtePc =>
      \A p \in Pte :
        p < at[0] /\ vma \in mappers[p] => OwesSubpage(vma, vma, p)

\* Behind the walk, the zapper can owe no count but the last: at any other
\* the next pte is present still, and the walk waits for the lock over it.
WalkedButLastIsUncounted ==
    \A m \in Mm : \A p \in Pte :
      p < K /\ (m < vma \/ (m = vma /\ pc[0] \in WalkedPc))
        => m \notin mappers[p]

\* So whichever way the walk ends, only the last can be counted.
ReturnsButLastUncounted ==
    pc[0] \in OverPc => \A p \in Pte : p < K => mappers[p] = {}

-----------------------------------------------------------------------------
(***************************************************************************)
(* Fifth group: with nobody else about, and with every entry mapped at the *)
(* start, a mapping that is gone has left a migration entry.               *)
(***************************************************************************)
\* A pte is none for one step, between its clear and the entry that the same
\* section of its lock writes; a pmd never is, being marked invalid instead.
NoneOnlyUntilSet ==
    \A m \in Mm :
      /\ pmd[m][1] # "none"
      /\ pmd[m][1] = "table" =>
           \A p \in Pte :
             pte[m][p] = "none" => vma = m /\ at[0] = p /\ pc[0] = "set_pte"
=============================================================================
