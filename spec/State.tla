------------------------------- MODULE State -------------------------------
(***************************************************************************)
(* One page that is mapped by N VMAs, the page tables that map it, the     *)
(* locks over them, its map counters and references, and where every task  *)
(* stands.  Task 0 walks the reverse map, to unmap the page; task m does   *)
(* something to VMA m, once or Again and again.  Every variable is         *)
(* declared here, registers and program counters included, so that a new   *)
(* racer is a new module.                                                  *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, told apart by the constants; what   *)
(* each revision has is in invariants.yaml.                                *)
(*                                                                         *)
(* Not modelled: other pages, for whose sake a lock that is held only      *)
(* delays; TLBs, dirty and young bits, on which no step below depends; the *)
(* references of the page cache and of the caller, which do not change.    *)
(* What is assumed is a constant, below, or stands in docs/assumptions.md. *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
    \* Sizes.
    N,                 \* how many VMAs; each has page tables of its own
    K,                 \* how many subpages, each with a pte per VMA
    Boundary,          \* the last subpage in the first page table: K, if one
    \* Who does what, to which page.
    Walker,            \* the function that walks: see WalkerName
    Caller,            \* the function that called it: see CallerName
    Racer,             \* the function that the tasks 1..N run: see Rmap
    Again,             \* may each of them do so again once it is done?
    AnyRange,          \* may a zapper of ptes begin behind the head?
    Anon,              \* is it an anonymous page?
    Compound,          \* PageTransCompound(page)?  A base page has K = 1
    AllMapped,         \* does Init map every entry, or any subset of them?
    Doubled,           \* may Init map it by pmds and by ptes at once?
    NewVma,            \* does the racer fill a VMA that is empty at first?
    DEBUG_VM,          \* CONFIG_DEBUG_VM
    TTU_SYNC,          \* flags of the walk: this one,
    TTU_MIGRATION,     \* this one,
    TTU_SPLIT_HUGE_PMD,  \* and this one
    \* Hunks: what a patch adds.
    PvmwPmdSync,       \* 732ed55823fc: PVMW_SYNC takes and drops the pmd lock
    PvmwPteSync,       \* older: PVMW_SYNC locks a pte without a peek at it
    PvmwStepsOn,       \* a9a7504d9bea: past a missing table the walk goes on
    PvmwLoopSync,      \* a7a69d8ba88d: PVMW_SYNC locks in the loop of ptes
    UnmapOneSync,      \* 732ed55823fc: try_to_unmap_one() heeds TTU_SYNC
    MigrateOneSync,    \* Popple's first point: try_to_migrate_one() does too
    MigrateAllowsSync, \* his second: try_to_migrate() admits TTU_SYNC
    SplitInLoop,       \* v6.11, v6.16: the walk's loop splits what it finds
    ReturnsVoid,       \* 1fb08ac63bee: try_to_unmap() returns nothing
    OneCheck,          \* 504e070dc08f: one warning, and freeze by references
    FirstCheck,        \* until then: the mail says what if it were removed
    ZapSyncs,          \* 22061a1ffabd: zap_pmd_range() takes and drops it too
    ZapInvalidates,    \* a design rejected there: invalid first, then none
    ZapWaitsRcu,       \* another: synchronize_rcu() on a pmd that is none
    \* Assumptions: what the proofs lean on, so that it can be dropped.
    PageLocked,        \* the caller holds the page lock until it is done
    DestinationLater,  \* the walk meets the VMA that is filled second...
    TakesRmapLocks,    \* ... or who fills it waits until the walk is over
    SplitPtlocks,      \* pmd lock and pte locks are different locks
    InvalidatesPmd,    \* who changes a huge pmd does not let it be none
    StalePeek          \* may a read without lock return an older value?

WalkerName == {"try_to_unmap", "try_to_migrate", "unmap_mapping_page"}
CallerName == {"any", "split_huge_page", "hwpoison_user_mappings",
               "truncate_cleanup_page"}

ASSUME /\ N \in Int /\ N >= 1
       /\ K \in Int /\ K >= 1
       /\ Boundary \in 1..K
ASSUME Walker \in WalkerName
ASSUME Caller \in CallerName
ASSUME {Again, AnyRange, Anon, Compound, AllMapped} \subseteq BOOLEAN
ASSUME {Doubled, NewVma, DEBUG_VM} \subseteq BOOLEAN
ASSUME {TTU_SYNC, TTU_MIGRATION, TTU_SPLIT_HUGE_PMD} \subseteq BOOLEAN
ASSUME {PvmwPmdSync, PvmwPteSync, PvmwStepsOn, PvmwLoopSync} \subseteq BOOLEAN
ASSUME {UnmapOneSync, MigrateOneSync, MigrateAllowsSync} \subseteq BOOLEAN
ASSUME {SplitInLoop, ReturnsVoid, OneCheck, FirstCheck} \subseteq BOOLEAN
ASSUME {ZapSyncs, ZapInvalidates, ZapWaitsRcu} \subseteq BOOLEAN
ASSUME {PageLocked, DestinationLater, TakesRmapLocks} \subseteq BOOLEAN
ASSUME {SplitPtlocks, InvalidatesPmd, StalePeek} \subseteq BOOLEAN
ASSUME ~Compound => K = 1 /\ ~TTU_SPLIT_HUGE_PMD
ASSUME NewVma => N >= 2
ASSUME Walker = "try_to_migrate" => ~TTU_MIGRATION  \* v5.14 has no such flag
ASSUME Walker = "try_to_migrate" /\ Caller = "split_huge_page" => Anon
ASSUME Walker = "unmap_mapping_page" <=> Caller = "truncate_cleanup_page"
ASSUME Caller = "truncate_cleanup_page" => ~Anon
ASSUME Caller = "hwpoison_user_mappings" => ~Compound
ASSUME Caller = "split_huge_page" <=> TTU_SPLIT_HUGE_PMD
ASSUME Caller = "split_huge_page" => Compound /\ (ReturnsVoid => OneCheck)
ASSUME Boundary < K => Racer \in {"none", "zap_pte_range", "zap_pmd_range"}
ASSUME Racer \in {"zap_huge_pmd", "split_huge_pmd", "move_huge_pmd"}
         => Compound
\* The two VMAs of mremap() share an mm, so that this would be one lock.
ASSUME ~SplitPtlocks => ~NewVma

Mm    == 1..N    \* the VMAs; the walk meets them in this order
Pte   == 1..K    \* the page's subpages; 1 is the head
Task  == 0..N    \* 0 walks, m is at VMA m

\* A page table maps subpages that follow each other; a THP that is not
\* aligned in its VMA lies across two, and no pmd can map it.
TableOf(p) == IF p <= Boundary THEN 1 ELSE 2
Table == 1..TableOf(K)

\* The subpages that a racer may begin at.  What madvise() and munmap() zap may
\* begin anywhere in the page; where it ends early, it is as if the racer had
\* yet to come to the rest.
RacerFirst == IF AnyRange /\ Racer = "zap_pte_range" THEN Pte ELSE {1}

-----------------------------------------------------------------------------
VARIABLES
    \* pmd[m][d]: what VMA m's pmd for page table d holds for this page;
    \* "invalid" is what pmdp_invalidate() leaves, huge to every reader.
    pmd,                \* @role table
    \* pte[m][p]: what VMA m's pte for subpage p holds; "other": another page.
    pte,                \* @role table
    \* pmdLock[m]: the task that holds pmd_lock() of VMA m.
    pmdLock,            \* @role lock
    \* pteLock[m][d]: the task that holds the lock of VMA m's page table d.
    pteLock,            \* @role lock
    \* How many pmds are said to map the page; the kernel's value + 1.
    compound_mapcount,  \* @role counter
    \* mapcount[p]: _mapcount + 1 of subpage p.  For an anonymous page that is
    \* how many ptes map it, and one more under DoubleMap; for a file page,
    \* how many ptes and pmds do.
    mapcount,           \* @role counter
    \* PageDoubleMap(page): mapped by pmds and by ptes, if anonymous.
    doubleMap,          \* @role counter
    \* How many references to the page its mappings hold, or held: who unmaps
    \* drops them.
    refs,               \* @role counter
    \* The VMAs that compound_mapcount counts.
    hugeMappers,        \* @role auxiliary
    \* mappers[p]: the VMAs that mapcount[p] counts; 0 stands for DoubleMap.
    mappers,            \* @role auxiliary
    \* What refs counts: <<m, p>>, and <<m, 0>> for a huge pmd.
    holders,            \* @role auxiliary
    \* What each cell held since the walker last took a lock.
    past,               \* @role auxiliary
    \* How many locks the walker has taken in this VMA.
    acquired,           \* @role auxiliary
    \* pc[t]: the step that task t takes next.
    pc,                 \* @role pc
    \* The VMA that the walk is at.
    vma,                \* @role register
    \* at[t]: the subpage that task t is at; K + 1 once it is past the last.
    at,                 \* @role register
    \* What try_to_unmap() is going to return, or the last look at page_mapped.
    ret,                \* @role register
    \* The sum of the counters that the walker has read so far.
    seen,               \* @role register
    \* What came of it.
    outcome,            \* @role register
    \* The entry that a racer carries from one place to another.
    entry,              \* @role register
    \* batch[t]: the subpages whose references task t has yet to drop.
    batch               \* @role register

tables     == <<pmd, pte>>
locks      == <<pmdLock, pteLock>>
counters   == <<compound_mapcount, mapcount, doubleMap, hugeMappers, mappers>>
references == <<refs, holders>>
shared     == <<tables, locks, counters, references>>
ghosts     == <<past, acquired>>
results    == <<ret, seen, outcome>>
carried    == <<entry, batch>>
registers  == <<vma, at, results, carried>>

PmdValue == {"none", "huge", "invalid", "table", "migration"}
PteValue == {"none", "present", "other", "migration"}
Outcome  == {"none", "unmapped", "split", "EBUSY", "SIGKILL", "warning",
             "bug_unmap_success", "bug_compound_mapcount",
             "bug_total_mapcount", "bug_unexpected_pmd", "bug_page_cache"}
=============================================================================
