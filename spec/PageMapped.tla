----------------------------- MODULE PageMapped -----------------------------
(***************************************************************************)
(* The callers that look at page_mapped() when the walk is over, and what  *)
(* each does with the answer.  The look is without a lock, one counter     *)
(* after the other.                                                        *)
(*                                                                         *)
(* Kernel counterpart: mm/util.c, page_mapped(); mm/huge_memory.c,         *)
(* unmap_page() since 504e070dc08f; mm/memory-failure.c,                   *)
(* hwpoison_user_mappings(), up to v5.13 by what try_to_unmap() returned;  *)
(* mm/filemap.c, unaccount_page_cache_page(), after truncation's unmap.    *)
(*                                                                         *)
(* Not modelled: that hwpoison kills by SIGKILL only if the page is dirty  *)
(* or must be killed for: it is.  "Bad page cache" is what it says without *)
(* CONFIG_DEBUG_VM, and then goes on; here it stops, as the VM_BUG with it *)
(* does.  Nor a look at page_mapped() before the walk, which only saves it.*)
(***************************************************************************)
EXTENDS Steps

\* What the caller makes of the answer.
answer(t, mapped) ==
    CASE Caller = "split_huge_page" ->
           /\ outcome' = IF mapped THEN "warning" ELSE outcome
           /\ goto(t, "freeze")
      [] Caller = "hwpoison_user_mappings" ->
           /\ outcome' = IF mapped THEN "SIGKILL" ELSE "unmapped"
           /\ goto(t, "returned")
      [] OTHER ->
           /\ outcome' = IF mapped THEN "bug_page_cache" ELSE "unmapped"
           /\ goto(t, IF mapped THEN "bug" ELSE "returned")

\* @kernel mm/util.c page_mapped compound_mapcount_ptr
PageMapped_ReadCompoundMapcount(t) ==
    /\ pc[t] = "mapped_compound_mapcount"
    /\ \E count \in peeked_compound_mapcount :
         IF count > 0
           THEN answer(t, TRUE)
           ELSE goto(t, "mapped_mapcount") /\ UNCHANGED outcome
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, seen, carried>>

\* @kernel mm/util.c page_mapped _mapcount
PageMapped_ReadMapcount(t) ==
    /\ pc[t] = "mapped_mapcount"
    /\ \E count \in peeked_mapcount(at[t]) :
         IF count > 0
           THEN answer(t, TRUE) /\ at' = [at EXCEPT ![t] = 1]
           ELSE IF at[t] < K
           THEN at' = [at EXCEPT ![t] = at[t] + 1] /\ UNCHANGED <<pc, outcome>>
           ELSE answer(t, FALSE) /\ at' = [at EXCEPT ![t] = 1]
    /\ UNCHANGED <<shared, ghosts, vma, ret, seen, carried>>

\* Up to v5.13: by what try_to_unmap() returned.
\* @kernel mm/memory-failure.c hwpoison_user_mappings kill_procs
PageMapped_Kill(t) ==
    /\ pc[t] = "kill"
    /\ outcome' = IF ret THEN "unmapped" ELSE "SIGKILL"
    /\ goto(t, "returned")
    /\ UNCHANGED <<shared, ghosts, vma, at, ret, seen, carried>>

-----------------------------------------------------------------------------
PageMapped(t) ==
    \/ PageMapped_ReadCompoundMapcount(t)
    \/ PageMapped_ReadMapcount(t)
    \/ PageMapped_Kill(t)
=============================================================================
