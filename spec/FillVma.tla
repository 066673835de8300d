------------------------------ MODULE FillVma ------------------------------
(***************************************************************************)
(* What fork and mremap have in common: task 1 fills a VMA that is empty   *)
(* at first, To, out of another, From, with the locks of both held.        *)
(*                                                                         *)
(* Kernel counterpart: v5.12 to v5.14: the child's VMA is linked behind    *)
(* the parent's (kernel/fork.c, dup_mmap()); mremap() takes the            *)
(* rmap locks where the new VMA does not come later in the walk            *)
(* (mm/mremap.c, need_rmap_locks).                                         *)
(* Not modelled: other orders of more than two VMAs (these two come first, *)
(* and nobody races with the walk in the others); filling one twice.       *)
(***************************************************************************)
EXTENDS Steps

From == IF DestinationLater THEN 1 ELSE 2
To   == IF DestinationLater THEN 2 ELSE 1

fill_next_pte(t, after) ==
    /\ at' = [at EXCEPT ![t] = at[t] + 1]
    /\ goto(t, IF at[t] < K THEN "visit_pte" ELSE after)

\* The page table of To, if it has none: __pte_alloc() takes the pmd lock for
\* one store, so that this is one step when the lock is free.
alloc_table(t) ==
    /\ pmdLock[To] = Unlocked
    /\ IF pmd[To][1] = "none" THEN write_pmd(t, To, 1, "table")
                              ELSE UNCHANGED <<tables, ghosts>>
=============================================================================
