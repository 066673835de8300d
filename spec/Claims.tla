------------------------------- MODULE Claims -------------------------------
(***************************************************************************)
(* What is claimed of the walk.  Why it is true is in Lemmas.              *)
(*                                                                         *)
(* Kernel counterpart: v5.13 and v5.14, __page_mapcount(), page_mapped()   *)
(* in mm/util.c, total_mapcount() in mm/huge_memory.c, all for an          *)
(* anonymous page; the rest is about the model.                            *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS State

TypeOK ==
    /\ pmd \in [Mm -> PmdValue]
    /\ pte \in [Mm -> [Pte -> PteValue]]
    /\ pmdLock \in [Mm -> Unlocked..N]
    /\ pteLock \in [Mm -> Unlocked..N]
    /\ compound_mapcount \in 0..N
    /\ mapcount \in [Pte -> 0..N]
    /\ hugeMappers \in SUBSET Mm
    /\ mappers \in [Pte -> SUBSET Mm]
    /\ pc \in [Task -> WalkerPc \cup ZapPc]
    /\ vma \in Mm
    /\ at \in [Task -> 1..(K + 1)]
    /\ ret \in BOOLEAN

Returned == pc[0] = "returned"

AllDone ==
    /\ Returned
    /\ \A m \in Mm : pc[m] = "zapped"

\* The walker is among the ptes of a VMA; so is a zapper.
PtePc ==
    WalkerHoldsPte \cup {"peek_pte", "lock_pte", "next_pte", "lock_next_pte"}
ZapPtePc == ZapHoldsPte \cup {"zap_lock_pte"}

-----------------------------------------------------------------------------
(***************************************************************************)
(* The claims about the page once the walk has returned.                   *)
(***************************************************************************)
page_mapcount(p) == mapcount[p] + compound_mapcount

page_mapped ==
    \/ compound_mapcount > 0
    \/ \E p \in Pte : mapcount[p] > 0

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

\* Migration finds the page's mappings again by the entries that it leaves.
\* Claimed where all is mapped at first and nobody zaps.
WalkLeavesEntries ==
    Returned =>
      \A m \in Mm :
        \/ pmd[m] = "migration"
        \/ pmd[m] = "table" /\ \A p \in Pte : pte[m][p] = "migration"

-----------------------------------------------------------------------------
(***************************************************************************)
(* Claims that every model is held to on the side.                         *)
(***************************************************************************)
\* Whoever is about to unlock is the holder.
ReleasedByHolder ==
    /\ pc[0] \in {"drop_pmd_lock", "sync_unlock_pmd", "unlock_pmd"}
         => pmdLock[vma] = 0
    /\ pc[0] = "unlock_pte" => pteLock[vma] = 0
    /\ \A m \in Mm :
         /\ pc[m] \in {"zap_drop_pmd_lock", "zap_unlock_pmd"}
              => pmdLock[m] = m
         /\ pc[m] = "zap_unlock_pte" => pteLock[m] = m

NoLockHeldWhenAllDone ==
    AllDone => \A m \in Mm : /\ pmdLock[m] = Unlocked
                             /\ pteLock[m] = Unlocked

CountersNeverNegative ==
    /\ compound_mapcount >= 0
    /\ \A p \in Pte : mapcount[p] >= 0

\* The VM_BUG of try_to_unmap_one() on a huge pmd, which it does not expect...
UnexpectedPmd == pc[0] = "bug"

\* ... is met only by a caller who neither splits the pmd first nor asks for
\* migration entries.
NoUnexpectedPmd ==
    UnexpectedPmd => Walker = "try_to_unmap" /\ ~TTU_MIGRATION

\* Whoever is at a pte is under a page table.
PteNeedsTable ==
    /\ pc[0] \in PtePc => pmd[vma] = "table"
    /\ \A m \in Mm : pc[m] \in ZapPtePc => pmd[m] = "table"

\* What a zap is for: no mapping is left behind it.  A migration entry may be
\* in a pte, where truncation leaves it alone, but not in a pmd.
ZappedIsUnmapped ==
    \A m \in Mm :
      pc[m] = "zapped" /\ Racer # "none" =>
        /\ pmd[m] \in {"none", "table"}
        /\ \A p \in Pte : pte[m][p] # "present"

\* Who does not migrate leaves no migration entry, for nobody would remove it.
NoUnaskedEntry ==
    ~SetsMigrationEntry =>
      \A m \in Mm :
        /\ pmd[m] # "migration"
        /\ \A p \in Pte : pte[m][p] # "migration"

\* Of the head's count try_to_unmap() may wrongly say that it is not 0, never
\* that it is.  Of a tail it says nothing.
TrueMeansUnmapped ==
    Returned /\ Walker = "try_to_unmap" /\ ret => page_mapcount(1) = 0

-----------------------------------------------------------------------------
(***************************************************************************)
(* Not vacuous: the walk does return, and where TTU_SYNC is heeded it does *)
(* meet the race.                                                          *)
(***************************************************************************)
WalkReturns == Returned

\* A zapper has cleared its entry and owes the count, and the walk, which is
\* at that address space, can go on only when it has the zapper's lock.
WalkWaitsForZapper ==
    \E m \in Mm :
      /\ vma = m
      /\ \/ pc[m] = "zap_remove_pmd_rmap" /\ pc[0] = "sync_lock_pmd"
         \/ pc[m] = "zap_remove_pte_rmap" /\ pc[0] = "lock_pte"
=============================================================================
