------------------------------- MODULE State -------------------------------
(***************************************************************************)
(* One page that is mapped into N address spaces, the page tables that map *)
(* it, the locks over them, the page's map counters, and where every task  *)
(* stands.  Task 0 walks the reverse map to unmap the page; task m zaps    *)
(* address space m, once.  Every variable is declared here, registers and  *)
(* program counters included, so that a new racer is a new module.         *)
(*                                                                         *)
(* Kernel counterpart: v5.13-rc7 (commit 732ed55823fc) for try_to_unmap()  *)
(* and the walk, v5.14 (commit a98a2f0c8ce1) for try_to_migrate().         *)
(*                                                                         *)
(* Not modelled, and why that is sound:                                    *)
(*  - other pages: a lock that is held for another page only delays.       *)
(*  - whoever maps the page (a fault, swap-in, migration back) needs the   *)
(*    page lock, which the caller of the walk holds.                       *)
(*  - the page reference: the claims are about map counters alone, and a   *)
(*    zapper drops its reference only after it has unlocked.               *)
(*  - TLBs, dirty and young bits: no step below depends on them.           *)
(*  - a pmd lock and a pte lock that are one: nobody here holds both.      *)
(*  - file accounting, where a pmd mapping is counted in every _mapcount   *)
(*    too: those fall under the same pmd lock, between clear and unlock.   *)
(*                                                                         *)
(* Assumed; where this fails nothing is claimed:                           *)
(*  - an address space has one VMA of the page, which covers all of it     *)
(*    within one page table, and maps it by its pmd or by ptes throughout: *)
(*    nobody splits a pmd, no THP is mapped in both ways at once.          *)
(*  - one racing task per address space, zapping all of the page once, and *)
(*    all racers of one kind.                                              *)
(*  - nobody clears an entry and puts it back.  To ptes mprotect() does,   *)
(*    under their lock, for which TTU_SYNC waits too; without it the walk  *)
(*    can miss the pte for good.  To a huge pmd nobody may, not even under *)
(*    its lock: change_huge_pmd() and its like invalidate it instead.      *)
(*  - no fork and no mremap(), which add and move mappings.                *)
(*  - migration entries are configured in; nothing makes the callback of   *)
(*    the walk give up (see TryToUnmap).                                   *)
(*  - memory is sequentially consistent.                                   *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
    N,                 \* how many address spaces
    K,                 \* how many subpages, each with a pte per address space
    Walker,            \* the function that walks: see WalkerName
    Racer,             \* the function that the tasks 1..N run: see RacerName
    Compound,          \* PageTransCompound(page)?  A base page has K = 1
    AllMapped,         \* does Init map every entry, or any subset of them?
    TTU_SYNC,          \* did the caller pass this flag?
    TTU_MIGRATION,     \* and this one?
    PvmwPmdSync,       \* 732ed55823fc: PVMW_SYNC takes and drops the pmd lock
    PvmwPteSync,       \* older: PVMW_SYNC locks a pte without a peek at it
    UnmapOneSync,      \* 732ed55823fc: try_to_unmap_one() heeds TTU_SYNC
    MigrateOneSync,    \* Popple's first point: try_to_migrate_one() does too
    MigrateAllowsSync  \* his second: try_to_migrate() admits TTU_SYNC

WalkerName == {"try_to_unmap", "try_to_migrate"}
RacerName  == {"none", "zap_huge_pmd", "zap_pte_range"}

ASSUME /\ N \in Int
       /\ N >= 1
ASSUME /\ K \in Int
       /\ K >= 1
ASSUME Walker \in WalkerName
ASSUME Racer \in RacerName
ASSUME Compound \in BOOLEAN
ASSUME AllMapped \in BOOLEAN
ASSUME TTU_SYNC \in BOOLEAN
ASSUME TTU_MIGRATION \in BOOLEAN
ASSUME PvmwPmdSync \in BOOLEAN
ASSUME PvmwPteSync \in BOOLEAN
ASSUME UnmapOneSync \in BOOLEAN
ASSUME MigrateOneSync \in BOOLEAN
ASSUME MigrateAllowsSync \in BOOLEAN
ASSUME ~Compound => K = 1
ASSUME Racer = "zap_huge_pmd" => Compound
ASSUME Walker = "try_to_migrate" => ~TTU_MIGRATION  \* v5.14 has no such flag

Mm   == 1..N    \* the address spaces; the walk meets them in this order
Pte  == 1..K    \* the page's subpages; 1 is the head
Task == 0..N    \* 0 walks, m zaps address space m

-----------------------------------------------------------------------------
VARIABLES
    \* pmd[m]: what address space m's pmd holds for this page; "invalid" is
    \* what pmdp_invalidate() leaves, still trans-huge to every reader.
    pmd,                \* @role table
    \* pte[m][p]: what address space m's pte for subpage p holds.
    pte,                \* @role table
    \* pmdLock[m]: the task that holds pmd_lock() of address space m.
    pmdLock,            \* @role lock
    \* pteLock[m]: the task that holds the pte lock of address space m.
    pteLock,            \* @role lock
    \* How many pmds are said to map the page; the kernel's value + 1.
    compound_mapcount,  \* @role counter
    \* mapcount[p]: how many ptes are said to map subpage p, likewise; as for
    \* an anonymous page, a pmd mapping is not counted here.
    mapcount,           \* @role counter
    \* The address spaces that compound_mapcount counts.
    hugeMappers,        \* @role auxiliary
    \* mappers[p]: the address spaces that mapcount[p] counts.
    mappers,            \* @role auxiliary
    \* pc[t]: the step that task t takes next.
    pc,                 \* @role pc
    \* The address space whose VMA the walk is at.
    vma,                \* @role register
    \* at[t]: the subpage that task t is at; K + 1 once it is past the last.
    at,                 \* @role register
    \* What try_to_unmap() is going to return.
    ret                 \* @role register

tables    == <<pmd, pte>>
locks     == <<pmdLock, pteLock>>
counters  == <<compound_mapcount, mapcount, hugeMappers, mappers>>
registers == <<vma, at, ret>>

PmdValue == {"none", "huge", "invalid", "table", "migration"}
PteValue == {"none", "present", "migration"}

-----------------------------------------------------------------------------
(***************************************************************************)
(* Where a task can stand, by what it holds there.  Each name is that of   *)
(* the step to come.                                                       *)
(***************************************************************************)
WalkerHoldsPmd ==
    {"recheck_pmd", "drop_pmd_lock", "sync_unlock_pmd", "unlock_pmd",
     "invalidate_pmd", "set_pmd", "remove_pmd_rmap", "bug"}

WalkerHoldsPte ==
    {"check_pte", "next_pte_locked", "unlock_pte",
     "clear_pte", "set_pte", "remove_pte_rmap"}

WalkerHoldsNothing ==
    {"check_flags", "read_pmd", "lock_pmd", "sync_lock_pmd",
     "peek_pte", "lock_pte", "next_pte", "lock_next_pte",
     "done_compound_mapcount", "done_mapcount",
     "return_mapcount", "return_compound_mapcount", "returned"}

WalkerPc == WalkerHoldsPmd \cup WalkerHoldsPte \cup WalkerHoldsNothing

ZapHoldsPmd ==
    {"zap_recheck_pmd", "zap_drop_pmd_lock",
     "zap_clear_pmd", "zap_remove_pmd_rmap", "zap_unlock_pmd"}

ZapHoldsPte ==
    {"zap_clear_pte", "zap_remove_pte_rmap", "zap_unlock_pte"}

ZapHoldsNothing ==
    {"zap_lock_pmd", "zap_read_pmd", "zap_lock_pte", "zapped"}

ZapPc == ZapHoldsPmd \cup ZapHoldsPte \cup ZapHoldsNothing

-----------------------------------------------------------------------------
(***************************************************************************)
(* Primitive steps.  A lock's value is its holder, or Unlocked.  Whoever   *)
(* calls spin_unlock() succeeds: that only the holder does is a claim.     *)
(***************************************************************************)
Unlocked == -1

spin_lock(lock, m, t) ==
    /\ lock[m] = Unlocked
    /\ lock' = [lock EXCEPT ![m] = t]

spin_unlock(lock, m) ==
    lock' = [lock EXCEPT ![m] = Unlocked]

\* page_remove_rmap(page, compound), for the mapping by address space m
dec_compound_mapcount(m) ==
    /\ compound_mapcount' = compound_mapcount - 1
    /\ hugeMappers' = hugeMappers \ {m}
    /\ UNCHANGED <<mapcount, mappers>>

\* page_remove_rmap(subpage p, not compound), likewise
dec_mapcount(m, p) ==
    /\ mapcount' = [mapcount EXCEPT ![p] = mapcount[p] - 1]
    /\ mappers' = [mappers EXCEPT ![p] = mappers[p] \ {m}]
    /\ UNCHANGED <<compound_mapcount, hugeMappers>>

goto(t, step) == pc' = [pc EXCEPT ![t] = step]

-----------------------------------------------------------------------------
(***************************************************************************)
(* What the constants make of the walk.                                    *)
(***************************************************************************)
\* Does the walker's rmap_one callback set PVMW_SYNC?
PvmwSync ==
    /\ TTU_SYNC
    /\ IF Walker = "try_to_unmap" THEN UnmapOneSync ELSE MigrateOneSync

\* Does it then wait for the lock of a pmd that it has seen none?
PvmwWaitsAtPmd == PvmwSync /\ PvmwPmdSync /\ Compound

\* The first step of map_pte(): the lock, or a peek to see if it is needed.
MapPte == IF PvmwSync /\ PvmwPteSync THEN "lock_pte" ELSE "peek_pte"

\* Does the walker leave a migration entry where it unmaps?
SetsMigrationEntry == TTU_MIGRATION \/ Walker = "try_to_migrate"

\* The first step on a huge pmd that the walk has found.
FoundPmd == IF SetsMigrationEntry THEN "invalidate_pmd" ELSE "bug"

\* The first step of the done callback, once a VMA has been walked.
AfterVma == IF Compound THEN "done_compound_mapcount" ELSE "done_mapcount"

\* The first step once the walk is over.
AfterWalk ==
    IF Walker = "try_to_unmap" THEN "return_mapcount" ELSE "returned"
=============================================================================
