------------------------------- MODULE Claims -------------------------------
(***************************************************************************)
(* What is claimed of the walk and of its callers.  Why it is true is in   *)
(* Lemmas, FillLemmas, SyncLemmas and SplitLemmas.                         *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, __page_mapcount(), page_mapped() in *)
(* mm/util.c, total_mapcount() in mm/huge_memory.c; the rest is about the  *)
(* model.                                                                  *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS FillVma

TypeOK ==
    /\ pmd \in [Mm -> [Table -> PmdValue]]
    /\ pte \in [Mm -> [Pte -> PteValue]]
    /\ pmdLock \in [Mm -> Unlocked..N]
    /\ pteLock \in [Mm -> [Table -> Unlocked..N]]
    /\ compound_mapcount \in 0..N
    /\ mapcount \in [Pte -> 0..(N + 1)]
    /\ doubleMap \in BOOLEAN
    /\ refs \in 0..(N * (K + 1))  \* as many as there can be holders
    /\ hugeMappers \in SUBSET Mm
    /\ mappers \in [Pte -> SUBSET Task]
    /\ holders \in SUBSET (Mm \X (0..K))
    /\ past \in [pmd: [Mm -> [Table -> SUBSET PmdValue]],
                 pte: [Mm -> [Pte -> SUBSET PteValue]],
                 compound: SUBSET (0..N),
                 mapcount: [Pte -> SUBSET (0..(N + 1))]]
    /\ acquired \in 0..Many
    /\ pc \in [Task -> Label]
    /\ vma \in Mm
    /\ at \in [Task -> 1..(K + 1)]
    /\ ret \in BOOLEAN
    /\ seen \in (-((N + 1) * K))..((N + 1) * (K + 1))
    /\ outcome \in Outcome
    /\ entry \in PteValue
    /\ batch \in [Task -> SUBSET (0..K)]

\* The caller has what the walker returned, and has done nothing since.
Returned == pc[0] = AfterReturn

RacersDone == \A m \in Mm : pc[m] = "done"

AllDone == pc[0] = "returned" /\ RacersDone

\* The VMA that task t is at, which is the old one of who fills another, and
\* the task that holds a pte lock.
Spot(t) == IF t = 0 THEN vma ELSE IF NewVma THEN From ELSE t
pte_lock_holder(m, d) == IF SplitPtlocks THEN pteLock[m][d] ELSE pmdLock[m]

\* The walker, or a racer, is among the ptes of its VMA.
PtePc == HoldsPte \cup {"peek_pte", "lock_pte", "next_pte", "lock_next_pte"}

-----------------------------------------------------------------------------
(***************************************************************************)
(* The claims about the page once the walk has returned.                   *)
(***************************************************************************)
page_mapcount(p) ==
    IF ~Anon THEN mapcount[p]
    ELSE mapcount[p] + compound_mapcount - IF doubleMap THEN 1 ELSE 0

page_mapped ==
    \/ compound_mapcount > 0
    \/ \E p \in Pte : mapcount[p] > 0

\* Does an entry map the page, whatever the counters say?
EntryMaps ==
    \E m \in Mm :
      \/ \E d \in Table : pmd[m][d] \in {"huge", "invalid"}
      \/ \E p \in Pte : pte[m][p] = "present"

\* The head's count, all that try_to_unmap() looks at: the mail's symptom.
PageMapcountZero == Returned => page_mapcount(1) = 0

\* total_mapcount(page) is 0, said without the sum: every term of it is 0.
TotalMapcountZero ==
    Returned =>
      /\ compound_mapcount = 0
      /\ \A p \in Pte : mapcount[p] = 0

\* What the callers test since v5.14.
PageNotMapped == Returned => ~page_mapped

\* VM_BUG_ON_PAGE(!unmap_success) in unmap_page() does not bite; stated of
\* try_to_unmap() alone, as try_to_migrate() leaves ret as it was.
UnmapSuccess == Returned => ret

\* The page is mapped by no entry any more, whatever its counters say.
NoEntryMaps == Returned => ~EntryMaps

\* If the walk failed it was about to succeed: once all are done, the page is
\* not mapped.
UnmappedOnceAllDone == AllDone => ~page_mapped /\ ~EntryMaps

\* Migration finds the page's mappings again by the entries that it leaves.
\* Claimed where all is mapped at first and nobody zaps.
WalkLeavesEntries ==
    Returned =>
      \A m \in Mm :
        \/ pmd[m][1] = "migration"
        \/ pmd[m][1] = "table" /\ \A p \in Pte : pte[m][p] = "migration"

-----------------------------------------------------------------------------
(***************************************************************************)
(* What becomes of the callers.                                            *)
(***************************************************************************)
\* The three checks of CONFIG_DEBUG_VM, and the warning that replaced them.
NoBugUnmapSuccess     == outcome # "bug_unmap_success"
NoBugCompoundMapcount == outcome # "bug_compound_mapcount"
NoBugTotalMapcount    == outcome # "bug_total_mapcount"
NoWarning             == outcome # "warning"

\* dump_page() says mapcount:1 and then shows a _mapcount of -1.
DumpSaysOneThenNone ==
    pc[0] = "dump_raw_mapcount" /\ seen = 1 /\ mapcount[1] = 0

\* A page is split only when nothing maps it and every reference is dropped.
SplitOnlyUnmapped ==
    outcome = "split" => ~page_mapped /\ ~EntryMaps

\* total_mapcount() is 0 only if nothing is counted: what the freeze relied on
\* until 504e070dc08f.
TotalZeroMeansUnmapped ==
    pc[0] = "freeze" /\ ~OneCheck /\ seen = 0 => ~page_mapped

\* Who gives up has put back every mapping that it took.
EbusyIsRemapped ==
    outcome = "EBUSY" => \A m \in Mm : \A p \in Pte : pte[m][p] # "migration"

\* The split fails, and its caller is told so.
GivesUp == outcome = "EBUSY"

\* hwpoison kills nobody who does not map the page.
NoSigkill == outcome # "SIGKILL"

\* Truncation deletes no page that is said to be mapped.
NoBadPageCache == outcome # "bug_page_cache"

-----------------------------------------------------------------------------
(***************************************************************************)
(* What the walk costs, in locks.                                          *)
(***************************************************************************)
AtMostOneLock == pc[0] \in {"done_compound_mapcount", "done_mapcount"}
                   => acquired <= 1

\* A VMA that does not map the page: a lock is taken there all the same.
LockWithoutMapping ==
    /\ pc[0] \in {"done_compound_mapcount", "done_mapcount"}
    /\ pmd[vma][1] \in {"none", "table"}
    /\ \A p \in Pte : pte[vma][p] = "none"
    /\ acquired > 0

-----------------------------------------------------------------------------
(***************************************************************************)
(* Claims that every model is held to on the side.                         *)
(***************************************************************************)
\* Whoever is about to unlock is the holder.
ReleasedByHolder ==
    \A t \in Task :
      t = 0 \/ ~NewVma =>
        /\ pc[t] \in {"drop_pmd_lock", "sync_unlock_pmd", "unlock_pmd",
                      "split_unlock_pmd"}
             => pmdLock[Spot(t)] = t
        /\ pc[t] \in {"unlock_pte", "remap_unlock_pte"}
             => pte_lock_holder(Spot(t), TableOf(at[t] - 1)) = t

NoLockHeldWhenAllDone ==
    AllDone =>
      \A m \in Mm : /\ pmdLock[m] = Unlocked
                    /\ \A d \in Table : pteLock[m][d] = Unlocked

CountersNeverNegative ==
    /\ compound_mapcount >= 0
    /\ refs >= 0
    /\ \A p \in Pte : mapcount[p] >= 0

\* The VM_BUG of try_to_unmap_one() on a huge pmd, which it does not expect...
UnexpectedPmd == pc[0] = "bug_pmd"

\* ... is met only by a caller who neither splits the pmd first nor asks for
\* migration entries.
NoUnexpectedPmd ==
    UnexpectedPmd => Walker = "try_to_unmap" /\ ~TTU_MIGRATION

\* Whoever is at a pte is under a page table.
PteNeedsTable ==
    \A t \in Task :
      pc[t] \in PtePc /\ pc[t] # "unlock_pte" /\ at[t] <= K /\ ~NewVma
        => pmd[Spot(t)][TableOf(at[t])] = "table"

\* What a zap of the whole page is for: no mapping is left behind it.  A
\* migration entry may be in a pte, where truncation leaves it alone, but not
\* in a pmd (and a split that fails maps the page again where such an entry
\* was left).
ZappedIsUnmapped ==
    \A m \in Mm :
      pc[m] = "done" /\ Caller # "split_huge_page"
        /\ Racer \in {"zap_huge_pmd", "zap_pte_range", "zap_pmd_range"}
        /\ (Racer = "zap_pte_range" => ~AnyRange) =>
        /\ \A d \in Table : pmd[m][d] \in {"none", "table"}
        /\ \A p \in Pte : pte[m][p] # "present"

\* Who does not migrate leaves no migration entry, for nobody would remove it.
NoUnaskedEntry ==
    ~SetsMigrationEntry =>
      \A m \in Mm :
        /\ \A d \in Table : pmd[m][d] # "migration"
        /\ \A p \in Pte : pte[m][p] # "migration"

\* Of the head's count try_to_unmap() may wrongly say that it is not 0, but
\* that it is only while DoubleMap's share is being taken out, which it reads
\* in two steps; or where a racer raises it.  Of a tail it says nothing.
TrueMeansUnmapped ==
    Returned /\ Walker = "try_to_unmap" /\ ~ReturnsVoid /\ ret
        /\ Racer # "copy_present_pte" /\ PageLocked
      => \/ page_mapcount(1) = 0
         \/ Doubled /\ \E t \in Task : pc[t] \in {"clear_double_map",
                                                 "drop_double_map"}

-----------------------------------------------------------------------------
(***************************************************************************)
(* No claim, but when the race is on: VMA m's mapping of subpage p is      *)
(* counted still and no entry shows it, by some racer's doing.  Whoever    *)
(* does so holds the lock; what the walker does under its own is no race.  *)
(***************************************************************************)
lock_holder(m, p) ==
    IF pmd[m][TableOf(p)] = "table" THEN pte_lock_holder(m, TableOf(p))
                                    ELSE pmdLock[m]

RaceWindow ==
    \E m \in Mm : \E p \in Pte :
      /\ m \in hugeMappers \cup mappers[p]
      /\ pmd[m][TableOf(p)] \notin {"huge", "invalid"}
      /\ pte[m][p] # "present"
      /\ lock_holder(m, p) # 0

-----------------------------------------------------------------------------
(***************************************************************************)
(* Not vacuous: the walk does return, and where TTU_SYNC is heeded it does *)
(* meet the race.                                                          *)
(***************************************************************************)
WalkReturns == Returned

\* A zapper has cleared its entry and owes the count, and the walk, which is
\* at that VMA, can go on only when it has the zapper's lock.
WalkWaitsForZapper ==
    \E m \in Mm :
      /\ vma = m
      /\ \/ pc[m] = "remove_pmd_rmap" /\ pc[0] = "sync_lock_pmd"
         \/ pc[m] = "remove_pte_rmap" /\ pc[0] = "lock_pte"

\* Some racer is done with what it does.
RacerFinishes == pc[1] = "done" /\ at[1] > 1

\* The line that a7a69d8ba88d adds would be run.
LoopHunkFires == PvmwSync /\ PvmwLoopSync /\ pc[0] = "next_pte"
=============================================================================
