------------------------------- MODULE Places -------------------------------
(***************************************************************************)
(* The words that the lemmas are said in: where a task can stand in the    *)
(* function that it runs, and what it owes there.                          *)
(*                                                                         *)
(* Kernel counterpart: none; a place is the step of a module that is named *)
(* for a kernel function.                                                  *)
(* Not modelled: see State.                                                *)
(***************************************************************************)
EXTENDS Claims

\* Task 1 carries a mapping from one VMA to the other.
MovesPmd(t) == /\ NewVma /\ Racer = "move_huge_pmd" /\ t = 1
               /\ pc[t] = "set_pmd" /\ entry = "present"

MovesPte(t) == /\ NewVma /\ Racer = "move_ptes" /\ t = 1
               /\ pc[t] = "copy_pte" /\ entry = "present"

\* Fork maps subpage p in VMA m: the reference comes first, then the count,
\* and then the entry.
Copies(m, p) == /\ NewVma /\ Racer = "copy_present_pte" /\ m = To
                /\ at[1] = p

\* May somebody put a page table where VMA m has no pmd?
MayGetTable(m) == /\ NewVma /\ Racer \in {"copy_present_pte", "move_ptes"}
                  /\ m = To

\* Task t has taken VMA m's mapping out of the tables, but not yet out of the
\* compound count, or not yet out of subpage p's; mprotect() puts it back, and
\* mremap() puts it into another VMA.
OwesCompound(t, m) ==
    /\ Spot(t) = m
    /\ \/ pc[t] \in {"remove_pmd_rmap", "remove_compound_rmap"}
       \/ MovesPmd(t)

OwesSubpage(t, m, p) ==
    /\ Spot(t) = m
    /\ \/ pc[t] = "remove_pmd_rmap" /\ ~Anon /\ at[t] <= p
       \/ pc[t] \in {"set_pte", "remove_pte_rmap", "restore_pte"} /\ at[t] = p
       \/ MovesPmd(t) /\ ~Anon
       \/ MovesPte(t) /\ at[t] = p

\* May the page be mapped by pmds and by ptes, and DoubleMap say so?
MayDoubleMap == Doubled /\ Anon

\* The last huge pmd is gone: a task is about to clear DoubleMap, or takes its
\* share out of the subpages.
ClearsPc == {"clear_double_map", "split_clear_double_map"}
DropsPc == {"drop_double_map", "split_drop_double_map"}

\* Does the walker leave a migration entry in the place of a huge pmd?
LeavesPmdEntry ==
    Walker # "unmap_mapping_page" /\ ~TTU_SPLIT_HUGE_PMD /\ SetsMigrationEntry

\* The walk is over: what try_to_unmap() reads then, and what its caller does.
ReturnPc == {"return_mapcount", "return_compound_mapcount",
             "return_double_map", "returned"}
CallerPc == {"kill", "mapped_compound_mapcount", "mapped_mapcount", "bug",
             "check_success", "dump_mapcount", "dump_raw_mapcount",
             "check_compound_mapcount", "total_compound_mapcount",
             "total_mapcount", "total_double_map", "freeze"}
OverPc == ReturnPc \cup CallerPc
DonePc == {"done_compound_mapcount", "done_mapcount"}
WalkedPc == OverPc \cup DonePc \cup {"next_vma"}

RemoveRmapPc == {"remove_pmd_rmap", "remove_compound_rmap",
                 "clear_double_map", "drop_double_map"}
\* Places where nobody comes in most models.
DropsShare == IF MayDoubleMap THEN {"drop_double_map"} ELSE {}
ClearsInvalid == IF ZapInvalidates THEN {"clear_invalid_pmd"} ELSE {}
ZapHugePc == RemoveRmapPc \cup {"lock_pmd", "recheck_pmd", "drop_pmd_lock",
                                "clear_pmd", "unlock_pmd", "put_page"}
               \cup ClearsInvalid
ZapPtesPc == {"read_pmd_again", "lock_pte", "visit_pte", "visit_next_pte",
              "remove_pte_rmap", "unlock_pte", "put_pages"}
SplitPc == {"split_lock_pmd", "split_recheck_pmd", "split_clear_pmd",
            "remove_pmd_rmap", "remove_compound_rmap", "split_put_page",
            "split_unlock_pmd"}
UnmapPc == RemoveRmapPc \cup
    {"check_flags", "read_pmd", "lock_pmd", "recheck_pmd", "sync_lock_pmd",
     "sync_unlock_pmd", "unlock_pmd", "invalidate_pmd", "set_pmd",
     "put_pmd_page", "bug_pmd", "peek_pte", "lock_pte",
     "check_pte", "next_pte", "lock_next_pte", "next_pte_locked",
     "clear_pte", "set_pte", "remove_pte_rmap", "put_pte_page", "unlock_pte"}
HasSplitPc ==
    (UnmapPc \ RemoveRmapPc) \cup {"split_put_page", "split_unlock_pmd"}
RacerPc ==
    CASE Racer = "zap_huge_pmd"   -> ZapHugePc
      [] Racer = "zap_pte_range"  -> ZapPtesPc
      [] Racer = "zap_pmd_range"  -> ZapHugePc \cup ZapPtesPc \cup {"read_pmd"}
      [] Racer = "split_huge_pmd" -> SplitPc
      [] Racer = "change_pte_range" ->
           {"read_pmd", "lock_pte", "visit_pte", "restore_pte", "unlock_pte",
            "lock_pmd", "recheck_pmd", "set_pmd", "unlock_pmd"}
      [] Racer = "wp_page_copy" ->
           {"read_pmd", "lock_pte", "visit_pte", "set_pte",
            "remove_pte_rmap", "unlock_pte", "put_pages"}
      [] Racer = "finish_fault" -> {"read_pmd"}
      [] Racer = "copy_present_pte" ->
           {"read_pmd", "alloc_pte", "lock_new_pte", "lock_source_pte",
            "visit_pte", "dup_rmap", "copy_pte", "unlock_pte",
            "unlock_new_pte"}
      [] Racer = "move_ptes" ->
           {"read_pmd", "alloc_pte", "take_rmap_locks", "lock_pte",
            "lock_new_pte", "visit_pte", "copy_pte", "unlock_new_pte",
            "unlock_pte"}
      [] Racer = "move_huge_pmd" ->
           {"read_pmd", "take_rmap_locks", "lock_pmd", "recheck_pmd",
            "drop_pmd_lock", "lock_new_pmd", "clear_pmd", "set_pmd",
            "unlock_new_pmd", "unlock_pmd"}
      [] OTHER -> {}
=============================================================================
