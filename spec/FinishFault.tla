---------------------------- MODULE FinishFault ----------------------------
(***************************************************************************)
(* Task t faults the page into VMA t, which takes the page lock: it gives  *)
(* up while the caller of the walk holds it, as PageLocked assumes.  The   *)
(* map count goes up before the entry is set.                              *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14, mm/memory.c, finish_fault() with    *)
(* do_set_pte(); the page lock is taken by mm/filemap.c, filemap_fault().  *)
(*                                                                         *)
(* Not modelled: waiting for the page lock, after which the fault starts   *)
(* again; a huge pmd, which do_set_pmd() sets in the same order; a missing *)
(* page table, which is allocated.  So without PageLocked more may happen. *)
(***************************************************************************)
EXTENDS Steps

\* Nothing but a swap-in, which takes the page lock too, faults an anonymous
\* page in.
ASSUME Racer = "finish_fault" => ~Anon

\* @kernel mm/filemap.c filemap_fault lock_page_maybe_drop_mmap
FinishFault_LockPage(t) ==
    /\ pc[t] = "read_pmd"
    /\ IF PageLocked \/ pmd[t][1] # "table"
         THEN /\ goto(t, "done")
              /\ UNCHANGED at
         ELSE /\ \E p \in Pte : at' = [at EXCEPT ![t] = p]
              /\ goto(t, "lock_pte")
    /\ UNCHANGED <<shared, ghosts, vma, results, carried>>

\* @kernel mm/memory.c finish_fault pte_offset_map_lock
FinishFault_Lock(t) ==
    /\ pc[t] = "lock_pte"
    /\ spin_lock_pte(t, 1, t)
    /\ goto(t, "visit_pte")
    /\ UNCHANGED <<tables, counters, references, registers>>

\* The reference was taken when the page was found.
\* @kernel mm/memory.c finish_fault pte_none
FinishFault_CheckNone(t) ==
    /\ pc[t] = "visit_pte"
    /\ IF pte[t][at[t]] = "none"
         THEN /\ get_page(t, at[t])
              /\ goto(t, "dup_rmap")
         ELSE /\ goto(t, "unlock_pte")
              /\ UNCHANGED references
    /\ UNCHANGED <<tables, locks, counters, ghosts, registers>>

\* @kernel mm/memory.c do_set_pte page_add_file_rmap
FinishFault_AddRmap(t) ==
    /\ pc[t] = "dup_rmap"
    /\ inc_mapcount(t, t, at[t])
    /\ goto(t, "copy_pte")
    /\ UNCHANGED <<tables, locks, references, registers>>

\* @kernel mm/memory.c do_set_pte set_pte_at
FinishFault_SetPte(t) ==
    /\ pc[t] = "copy_pte"
    /\ write_pte(t, t, at[t], "present")
    /\ goto(t, "unlock_pte")
    /\ UNCHANGED <<locks, counters, references, registers>>

\* @kernel mm/memory.c finish_fault pte_unmap_unlock
FinishFault_Unlock(t) ==
    /\ pc[t] = "unlock_pte"
    /\ spin_unlock_pte(t, 1)
    /\ goto(t, "done")
    /\ UNCHANGED <<tables, counters, references, registers>>

-----------------------------------------------------------------------------
FinishFault(t) ==
    \/ FinishFault_LockPage(t)
    \/ FinishFault_Lock(t)
    \/ FinishFault_CheckNone(t)
    \/ FinishFault_AddRmap(t)
    \/ FinishFault_SetPte(t)
    \/ FinishFault_Unlock(t)
=============================================================================
