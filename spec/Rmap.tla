-------------------------------- MODULE Rmap --------------------------------
(***************************************************************************)
(* A walk of the reverse map that unmaps a page, while each address space  *)
(* may be zapping its own mapping: can the walk return while the page's    *)
(* map count has yet to fall?                                              *)
(*                                                                         *)
(* Kernel counterpart: v5.13 and v5.14; each module names its own.         *)
(* Not modelled: see State for the whole, each module for its function.    *)
(***************************************************************************)
EXTENDS ZapHugePmd, ZapPteRange, PageVmaMappedWalk, SetPmdMigrationEntry,
        RmapWalk, TryToUnmap, TryToMigrate, Lemmas

vars == <<pmd, pte, pmdLock, pteLock, compound_mapcount, mapcount,
          hugeMappers, mappers, pc, vma, at, ret>>

\* The forms in which an address space may map the page when all begins.
InitialPmd ==
    IF Racer = "zap_huge_pmd" THEN {"none", "huge"}
    ELSE IF Racer = "zap_pte_range" \/ ~Compound THEN {"none", "table"}
    ELSE {"none", "huge", "table"}

\* No lock is held and no count owed: a zapper that is under way when the walk
\* begins is one that takes its first steps first.  And no migration entry:
\* who made one holds the page lock until it is gone.
Init ==
    /\ pmd \in [Mm -> InitialPmd]
    /\ pte \in [Mm -> [Pte -> {"none", "present"}]]
    /\ \A m \in Mm : AllMapped => pmd[m] # "none"
    /\ \A m \in Mm : \A p \in Pte :
         /\ pte[m][p] = "present" => pmd[m] = "table"
         /\ AllMapped /\ pmd[m] = "table" => pte[m][p] = "present"
    /\ pmdLock = [m \in Mm |-> Unlocked]
    /\ pteLock = [m \in Mm |-> Unlocked]
    /\ hugeMappers = {m \in Mm : pmd[m] = "huge"}
    /\ compound_mapcount = Cardinality(hugeMappers)
    /\ mappers = [p \in Pte |-> {m \in Mm : pte[m][p] = "present"}]
    /\ mapcount = [p \in Pte |-> Cardinality(mappers[p])]
    /\ pc = [t \in Task |->
               IF t = 0 THEN IF Walker = "try_to_migrate" THEN "check_flags"
                                                          ELSE "read_pmd"
               ELSE IF Racer = "zap_huge_pmd" THEN "zap_lock_pmd"
               ELSE IF Racer = "zap_pte_range" THEN "zap_read_pmd"
               ELSE "zapped"]
    /\ vma = 1
    /\ at = [t \in Task |-> 1]
    /\ ret = TRUE

-----------------------------------------------------------------------------
Walk(t) ==
    \/ PageVmaMappedWalk(t)
    \/ SetPmdMigrationEntry(t)
    \/ RmapWalk(t)
    \/ TryToUnmap(t)
    \/ TryToMigrate(t)

Zap(t) ==
    \/ ZapHugePmd(t)
    \/ ZapPteRange(t)

\* The end of every task; or a VM_BUG, which ends the walker with its lock
\* held.  Any other state without a successor is a deadlock.
Terminating ==
    /\ AllDone \/ pc[0] = "bug"
    /\ UNCHANGED vars

Next ==
    \/ Walk(0)
    \/ \E m \in Mm : Zap(m)
    \/ Terminating

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* The lemmas of the first group, which hold whatever the constants are.   *)
(***************************************************************************)
IndInv ==
    /\ TypeOK
    /\ TaskRunsItsFunction
    /\ PmdLockOwner
    /\ PteLockOwner
    /\ IndexInRange
    /\ FormIsKept
    /\ ReadUnderLockStands
    /\ OwedIsUnmapped
    /\ CountedIsMappedOrOwed
    /\ ZappedPmdIsNone
    /\ ZappedPteIsUncounted
    /\ CountersCount
    /\ ReadAsZeroStaysZero
    /\ BugHasItsReason

THEOREM Spec => []IndInv

(***************************************************************************)
(* With TTU_SYNC heeded in full, IndInv /\ SyncInv is inductive and        *)
(* implies every claim.                                                    *)
(***************************************************************************)
SyncInv ==
    /\ SyncNeverPeeks
    /\ SyncPmdStaysNone
    /\ WalkedPmdIsUncounted
    /\ WalkedPteIsUncounted
    /\ ReturnsUncounted
    /\ ReturnsTrue
=============================================================================
